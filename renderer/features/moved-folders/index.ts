/** @file What others use of folders that are not where they were. */
export { default as MovedFolders } from './MovedFolders.vue'
export { useMovedFolders } from './moved-folders-store.ts'
