/**
 * @file The table of contents: which file answers which methods of the contract.
 * [Note: loaded when asked for] Work that few calls ask for (trainings, measuring, exports, reading pictures) is imported by its handler
 * when it is asked for. Half of a short command's time is the loading of modules, and most commands need few of them.
 */
import type { Dependencies, LibraryHandlers } from './handler.ts'
import { auditHandlers } from './handlers/audit.ts'
import { checkingHandlers } from './handlers/checking.ts'
import { classHandlers } from './handlers/classes.ts'
import { exportHandlers } from './handlers/export.ts'
import { groupHandlers } from './handlers/groups.ts'
import { headHandlers } from './handlers/heads.ts'
import { jobHandlers } from './handlers/jobs.ts'
import { labelHandlers } from './handlers/labels.ts'
import { labelSetHandlers } from './handlers/label-sets.ts'
import { libraryHandlers } from './handlers/library.ts'
import { measureHandlers } from './handlers/measures.ts'
import { photoHandlers } from './handlers/photos.ts'
import { pictureHandlers } from './handlers/pictures.ts'
import { reviewHandlers } from './handlers/review.ts'
import { watchHandlers } from './handlers/watching.ts'
import { wordHandlers } from './handlers/words.ts'

export function registerHandlers(dependencies: Dependencies): LibraryHandlers {
  const own = {
    ...libraryHandlers(dependencies), //  status, folders, removeFolder, findFolders, moveFolders, check, doctor, storage, clearCache, backup
    ...photoHandlers(dependencies), //    index, importResults, inspectBackbone, backbones, neighbours, stacks
    ...groupHandlers(dependencies), //    group, grouping, changeGrouping, nameUnlabelled, proposeNames, map, drawMap
    ...pictureHandlers(dependencies), //  photos, photoFacts, views, saveView, deleteView, photo, unreadable, picture, groups
    ...reviewHandlers(dependencies), //   page, decide, undo, redo, suggest
    ...wordHandlers(dependencies), //     lookUpWord, search
    ...auditHandlers(dependencies), //    auditPlan, startAudit, audit, stopAudit, acceptAudit
    ...labelHandlers(dependencies), //    label, findLabels, takeLabels, relabel, confirm, lostLabels, settleLostLabels, history, importHistory
    ...classHandlers(dependencies), //    classes, classParts, splitClass, renameClass, mergeClasses, deleteClass, bulkImpact
    ...labelSetHandlers(dependencies), // labelSets, createLabelSet, renameLabelSet, removeLabelSet, restoreLabelSet
    ...headHandlers(dependencies), //     train, tune, heads, promote
    ...measureHandlers(dependencies), //  evaluate, compare, insights, simulate
    ...checkingHandlers(dependencies), // suspects, openSuspects, answerSuspects, witnesses, outliers, nearCopies, quality, associations
    ...exportHandlers(dependencies), //   export, openExport, moves, undoMove
    ...watchHandlers(dependencies), //    watching, pauseWatching
  }
  return { ...own, ...jobHandlers(dependencies, own) } // jobs, log, cancel, repeatJob
}
