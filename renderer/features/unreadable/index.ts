/** @file What other features use of the list of unreadable files. */
export { default as UnreadableDetails } from './UnreadableDetails.vue'
export { default as UnreadableDialog } from './UnreadableDialog.vue'
export { useUnreadable } from './use-unreadable.ts'
