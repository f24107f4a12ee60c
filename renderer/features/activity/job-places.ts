/** @file Where in the window a job is started, and its result is seen. */
import type { JobKind } from '../../../shared/jobs.ts'

/** Names of views; a job without one is started by others, or by the command line alone. */
const PLACES: Partial<Record<JobKind, string>> = {
  index: 'indexing',
  removeFolder: 'indexing',
  moveFolders: 'indexing',
  group: 'groups',
  drawMap: 'map',
  train: 'training',
  promote: 'training',
  tune: 'training',
  compare: 'compare',
  insights: 'insights',
  export: 'export',
  suggest: 'network',
  search: 'library',
}

export function placeOfJob(kind: JobKind): string | undefined {
  return PLACES[kind]
}
