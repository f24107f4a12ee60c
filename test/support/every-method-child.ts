/**
 * @file Calls every method of the contract on a library, in the order of the table below, and prints what came of each as one JSON
 * object. Its words: the library, a folder to write to, the cache folder, the path of a photo, and methods where not all are meant.
 */
import path from 'node:path'
import { connectToRoom } from '../../main/engine/connect.ts'
import { packageRoot } from '../../main/engine/folders.ts'
import { AppError } from '../../shared/errors.ts'
import type { Input, Method } from '../../shared/contract.ts'

const [, , library, out, cacheFolder, photo, ...only] = process.argv
const resources = path.join(packageRoot(), 'resources')
const at = (name: string) => path.join(out, name)
const truth = { kind: 'labels' } as const
const head = 1

/** The type asks for every method. What opens another library comes last. */
const INPUTS: { [M in Method]: Input<M> } = {
  // what is viewed
  status: {},
  folders: {},
  libraries: {},
  backups: {},
  jobs: {},
  log: {},
  watching: {},
  pauseWatching: { paused: false },
  moves: {},
  photos: {},
  photoFacts: {},
  stacks: {},
  views: {},
  photo: { id: 1 },
  picture: { id: 1, size: 'thumbnail' },
  unreadable: {},
  groups: {},
  group: { clusters: 3 },
  grouping: {},
  drawMap: {},
  map: {},
  proposeNames: { photos: [[1, 2]] },
  neighbours: { path: photo },
  alikeFile: { file: { path: photo } },
  suggest: {},
  lookUpWord: { word: 'dog' },
  search: { word: 'dog' },
  heads: {},
  headReport: { head },
  history: {},
  lostLabels: {},
  snapshots: {},
  compareSnapshots: { from: 'kept' },
  findFolders: { place: out },
  findLabels: { from: 'folders' },
  bulkImpact: { ids: [1, 2] },
  classes: {},
  labelSets: {},
  classParts: { class: 'red-circle' },
  audit: {},
  auditPlan: {},
  backbones: {},
  inspectBackbone: { file: path.join(resources, 'backbones', 'efficientnet-lite0-fp16.onnx') },
  insights: {},
  suspects: {},
  openSuspects: { labels: [{ id: 1, class: 'red-circle' }] },
  witnesses: { id: 1, classes: ['red-circle'] },
  outliers: {},
  nearCopies: {},
  quality: {},
  associations: {},
  evaluate: { truth: { kind: 'folders' } },
  estimateCompare: { truth, labelsPerClass: [2], repeats: 1, strategies: ['ridge'] },
  compare: { truth, labelsPerClass: [2], repeats: 1, strategies: ['ridge'] },
  simulate: { truth, maxActions: 3 },
  tune: { trials: 2 },
  check: {},
  doctor: {},
  browse: { path: out },
  survey: { folder: out },
  libraryPictures: { library },
  cancel: { job: 1 },
  storage: {},
  clearCache: {},
  preferences: {},
  licences: {},
  changePreferences: { threads: 1 },
  // results out
  export: { format: 'imagefolder', out: at('folders') },
  drawExample: {},
  openExport: { out: at('none') },
  makeFolder: { parent: out, name: 'made' },
  exportHistory: { out: at('history.jsonl') },
  backup: { out: at('backup.db') },
  // what changes the library
  index: { folders: [path.dirname(photo)] },
  importResults: { files: [at('none.parquet')] },
  repeatJob: { job: 1 },
  removeFolder: { path: path.dirname(path.dirname(photo)) },
  moveFolders: { folders: [{ from: at('none'), to: out }] },
  page: {},
  pageReady: {},
  decide: { answer: { page: 1, skip: true } },
  undo: {},
  redo: {},
  label: { items: [{ path: photo, class: 'other' }] },
  takeLabels: { groups: [{ class: 'other', ids: [1] }] },
  setAside: { ids: [2], as: 'unsure' },
  markClass: { class: 'other', colour: 'red', key: '1' },
  relabel: { ids: [1], class: 'other' },
  saveView: { view: { name: 'sea', query: { text: 'sea' } } },
  deleteView: { name: 'sea' },
  confirm: { groups: [{ class: 'other', ids: [2] }] },
  nameUnlabelled: { groups: [{ ids: [1, 2], class: 'other' }] },
  answerSuspects: { doubted: 'other', ids: [1], class: 'other' },
  changeGrouping: { grouping: 1, change: { kind: 'merge', groups: [0, 1] } },
  saveSnapshot: { name: 'kept' },
  removeSnapshot: { name: 'kept' },
  mergeLibrary: { library: at('none'), name: 'theirs' },
  settleLostLabels: { action: 'drop' },
  importHistory: { file: at('history.jsonl') },
  splitClass: { class: 'circle', parts: [{ class: 'oval', photos: [1] }] },
  renameClass: { from: 'circle', to: 'disc' },
  mergeClasses: { classes: ['circle'], into: 'ring' },
  deleteClass: { class: 'circle' },
  createLabelSet: { name: 'keep' },
  renameLabelSet: { set: 2, name: 'keep or delete' },
  removeLabelSet: { set: 2 },
  restoreLabelSet: { set: 2 },
  startAudit: {},
  stopAudit: {},
  undoMove: {},
  acceptAudit: {},
  train: { epochs: 1 },
  promote: { head: null },
  restore: { path: at('backup.db') },
  repair: {},
  chooseLabelSet: { set: 1 },
  forgetLibrary: { library: at('none') },
  open: { library },
}

const engine = connectToRoom({
  library,
  userFolder: at('user'),
  cacheFolder,
  resources,
  logLevel: 'silent',
})
const answers: Record<string, unknown> = {}
const methods = Object.keys(INPUTS) as Method[]
for (const method of methods.filter((name) => only.length === 0 || only.includes(name))) {
  try {
    answers[method] = { output: await engine.client.call(method, INPUTS[method]) }
  } catch (thrown) {
    const { code, message } = AppError.from(thrown)
    answers[method] = { error: { code, message } }
  }
}
await engine.close()
process.stdout.write(JSON.stringify(answers))
