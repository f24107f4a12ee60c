/** @file What other features use of the training views. */
export { default as TrainingTabs } from './TrainingTabs.vue'
