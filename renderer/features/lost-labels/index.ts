/** @file What other features use of labels that lost their picture. */
export { default as LostLabels } from './LostLabels.vue'
