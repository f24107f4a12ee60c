/** @file What other features use of the list of unreadable files. */
export { default as UnreadableButton } from './UnreadableButton.vue'
export { default as UnreadableDetails } from './UnreadableDetails.vue'
export { useUnreadable } from './use-unreadable.ts'
