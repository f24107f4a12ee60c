/** @file What other features use of snapshots. */
export { default as SnapshotsDialog } from './SnapshotsDialog.vue'
