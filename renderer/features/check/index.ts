/** @file What other features use of the check. */
export { default as DoubtsLeft } from './suspects/DoubtsLeft.vue'
