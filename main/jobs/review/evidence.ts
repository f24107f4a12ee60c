/** @file The person's answers so far, read from the journal and arranged by the rows of a photo space. */
import type { Evidence } from '../../learn/fast-path/class-scores.ts'
import { LEFT_OUT, UNLABELLED } from '../../math/labels.ts'
import type { ClassId, LabelSetId, Store } from '../../store/types/index.ts'
import type { PageCache } from './page-cache.ts'
import { readPages, type PageRecord } from './page-record.ts'
import type { PhotoSpace } from '../library-model/space.ts'

export interface ReviewEvidence extends Evidence, PageRecord {
  /** Class index -> class, ascending. Only classes that label a present photo have an index. */
  readonly classIds: readonly ClassId[]
  readonly labelledCount: number
  /** [n] how often each photo was skipped. */
  readonly skips: Int32Array
}

export function readEvidence(
  store: Store,
  labelSet: LabelSetId,
  space: PhotoSpace,
  pages: PageCache,
): ReviewEvidence {
  const labelOf = store.journal.labels(labelSet)
  const present = [...labelOf].filter(([photo]) => space.rowOf.has(photo))
  const classIds = [...new Set(present.map(([, id]) => id))].sort((a, b) => a - b)
  const indexOf = new Map(classIds.map((id, index) => [id, index]))
  const labels = new Int32Array(space.ids.length).fill(UNLABELLED)
  for (const photo of store.journal.setAside(labelSet).keys()) setAt(labels, space.rowOf.get(photo), LEFT_OUT)
  for (const [photo, id] of present) setAt(labels, space.rowOf.get(photo), indexOf.get(id))
  const rejections = store.journal.rejections(labelSet)
  const rejected = new Uint8Array(space.ids.length * classIds.length)
  for (const { photo, class: id } of rejections) {
    const [row, index] = [space.rowOf.get(photo), indexOf.get(id)]
    if (row === undefined || index === undefined || labels[row] === LEFT_OUT) continue
    rejected[row * classIds.length + index] = 1
  }
  const skips = new Int32Array(space.ids.length)
  for (const [photo, times] of store.journal.skips(labelSet)) setAt(skips, space.rowOf.get(photo), times)
  return {
    labels,
    classCount: classIds.length,
    classIds,
    labelledCount: present.length,
    rejected,
    skips,
    ...readPages(store, labelSet, { space, pages, labelOf, rejections, classIds }),
  }
}

function setAt(values: Int32Array, row: number | undefined, value: number | undefined): void {
  if (row !== undefined && value !== undefined) values[row] = value
}
