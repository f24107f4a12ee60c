/** @file A library in a place where nothing can be written answers what only reads; every change is refused with one error. */
import { readOnlyPlace } from '../store/lifecycle/read-only-place.ts'
import type { LibraryHandlers, LibraryMethod } from './handler.ts'

/** What leaves a library as it is. `backup` does where it is told another place, `group` where nothing can be kept. */
type Reading = Extract<
  LibraryMethod,
  | 'status'
  | 'folders'
  | 'findFolders'
  | 'check'
  | 'doctor'
  | 'jobs'
  | 'log'
  | 'cancel'
  | 'storage'
  | 'clearCache'
  | 'backup'
  | 'inspectBackbone'
  | 'backbones'
  | 'group'
  | 'grouping'
  | 'map'
  | 'proposeNames'
  | 'neighbours'
  | 'alikeFile'
  | 'photos'
  | 'photoFacts'
  | 'stacks'
  | 'views'
  | 'snapshots'
  | 'compareSnapshots'
  | 'photo'
  | 'unreadable'
  | 'picture'
  | 'groups'
  | 'pageReady'
  | 'suggest'
  | 'search'
  | 'lookUpWord'
  | 'auditPlan'
  | 'audit'
  | 'lostLabels'
  | 'findLabels'
  | 'history'
  | 'bulkImpact'
  | 'classes'
  | 'labelSets'
  | 'classParts'
  | 'tune'
  | 'heads'
  | 'headReport'
  | 'evaluate'
  | 'compare'
  | 'estimateCompare'
  | 'insights'
  | 'suspects'
  | 'openSuspects'
  | 'witnesses'
  | 'outliers'
  | 'nearCopies'
  | 'quality'
  | 'associations'
  | 'simulate'
  | 'export'
  | 'openExport'
  | 'moves'
  | 'watching'
  | 'pauseWatching'
>

/** The same handlers; those of changes throw AppError `read-only`. */
export function refuseChanges(handlers: LibraryHandlers, library: string): LibraryHandlers {
  const refuse = (): never => {
    throw readOnlyPlace(library)
  }
  // The type asks for every method that is not named above.
  const changes: Omit<LibraryHandlers, Reading> = {
    index: refuse,
    importResults: refuse,
    removeFolder: refuse,
    moveFolders: refuse,
    repeatJob: refuse,
    page: refuse, // it stays open until it is answered, which needs a row
    decide: refuse,
    undo: refuse,
    redo: refuse,
    startAudit: refuse,
    stopAudit: refuse,
    acceptAudit: refuse,
    label: refuse,
    saveSnapshot: refuse,
    removeSnapshot: refuse,
    mergeLibrary: refuse,
    takeLabels: refuse,
    setAside: refuse,
    relabel: refuse,
    confirm: refuse,
    changeGrouping: refuse,
    drawMap: refuse, // it answers with nothing but what it has kept
    nameUnlabelled: refuse,
    saveView: refuse,
    deleteView: refuse,
    answerSuspects: refuse,
    settleLostLabels: refuse,
    importHistory: refuse,
    splitClass: refuse,
    renameClass: refuse,
    mergeClasses: refuse,
    deleteClass: refuse,
    markClass: refuse,
    createLabelSet: refuse,
    renameLabelSet: refuse,
    removeLabelSet: refuse,
    restoreLabelSet: refuse,
    train: refuse,
    undoMove: refuse,
    promote: refuse,
  }
  return { ...handlers, ...changes }
}
