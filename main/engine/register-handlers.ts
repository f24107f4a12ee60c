/** @file The table of contents: which file answers which methods of the contract. */
import type { Dependencies, LibraryHandlers } from './handler.ts'
import { auditHandlers } from './handlers/audit.ts'
import { classHandlers } from './handlers/classes.ts'
import { exportHandlers } from './handlers/export.ts'
import { headHandlers } from './handlers/heads.ts'
import { labelHandlers } from './handlers/labels.ts'
import { libraryHandlers } from './handlers/library.ts'
import { measureHandlers } from './handlers/measures.ts'
import { photoHandlers } from './handlers/photos.ts'
import { pictureHandlers } from './handlers/pictures.ts'
import { reviewHandlers } from './handlers/review.ts'

export function registerHandlers(dependencies: Dependencies): LibraryHandlers {
  return {
    ...libraryHandlers(dependencies), //  status, folders, removeFolder, check, doctor, jobs, cancel, backup
    ...photoHandlers(dependencies), //    index, inspectBackbone, backbones, group, neighbours
    ...pictureHandlers(dependencies), //  photos, photo, unreadable, picture, groups
    ...reviewHandlers(dependencies), //   page, decide, undo, redo, suggest
    ...auditHandlers(dependencies), //    auditPlan, startAudit, audit, stopAudit, acceptAudit
    ...labelHandlers(dependencies), //    label, relabel, lostLabels, settleLostLabels, history, importHistory
    ...classHandlers(dependencies), //    renameClass, mergeClasses, deleteClass, bulkImpact
    ...headHandlers(dependencies), //     train, tune, heads, promote
    ...measureHandlers(dependencies), //  evaluate, compare, insights, simulate
    ...exportHandlers(dependencies), //   export
  }
}
