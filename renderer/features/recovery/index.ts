/** @file What other features use of backups and lost libraries. */
export { useBackups } from './backups-store.ts'
export { default as LostLibrary } from './LostLibrary.vue'
export { default as RepairReport } from './RepairReport.vue'
