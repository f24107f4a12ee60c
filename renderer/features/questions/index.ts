/** @file What other features use of questions. */
export { default as QuestionsDialog } from './QuestionsDialog.vue'
