/**
 * @file Turns a person's decision into the items that the journal stores, given the current labels, rejections and skips.
 */
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { assertClass } from './classes.ts'
import { assertLabelSet } from './label-sets.ts'
import type { ReadableDatabase } from '../lifecycle/database.ts'
import { isRejected, type Item, labelOf, skipsOf } from './journal-items.ts'
import { assertPhoto } from '../photos/photos.ts'
import type { ClassId, NewDecision } from '../types/index.ts'

/**
 * Only real changes become items. Two follow from others: a label removes the rejection of its class, and a rejection
 * removes the label of its class, so that no photo ever has both.
 * @throws AppError `not-found`, or `bad-input` when the decision contradicts itself.
 */
export function planDecision(database: ReadableDatabase, decision: NewDecision): Item[] {
  assertLabelSet(database, decision.labelSet)
  if (decision.kind === 'skip' && decision.labels.length + decision.rejections.length > 0) {
    throw new AppError('bad-input', sentence('skip-decides-nothing'))
  }
  const labels = decidedLabels(decision)
  const rejections = decidedRejections(decision, labels)
  const skips = new Set(decision.skips)
  assertAllExist(database, decision, [...labels.keys(), ...rejections.keys(), ...skips])
  return [
    ...[...labels].flatMap(([photo, classId]) => labelItems(database, decision, photo, classId)),
    ...[...rejections].flatMap(([photo, classes]) =>
      [...classes].flatMap((classId) => rejectionItems(database, decision, photo, classId, labels)),
    ),
    ...[...skips].map((photo): Item => {
      const times = skipsOf(database, decision.labelSet, photo)
      return { photo, effect: 'skip', classId: null, from: times, to: times + 1 }
    }),
  ]
}

function decidedLabels(decision: NewDecision): Map<PhotoId, ClassId | null> {
  const labels = new Map<PhotoId, ClassId | null>()
  for (const { photo, class: classId } of decision.labels) {
    if (labels.has(photo) && labels.get(photo) !== classId) {
      throw new AppError('bad-input', sentence('photo-in-two-classes', { photo }), { photo })
    }
    labels.set(photo, classId)
  }
  return labels
}

function decidedRejections(
  decision: NewDecision,
  labels: ReadonlyMap<PhotoId, ClassId | null>,
): Map<PhotoId, Set<ClassId>> {
  const rejections = new Map<PhotoId, Set<ClassId>>()
  for (const { photo, class: classId } of decision.rejections) {
    if (labels.get(photo) === classId) {
      throw new AppError('bad-input', sentence('photo-in-and-out-of-class', { photo }), {
        photo,
      })
    }
    rejections.set(photo, (rejections.get(photo) ?? new Set()).add(classId))
  }
  return rejections
}

function assertAllExist(database: ReadableDatabase, decision: NewDecision, photos: readonly PhotoId[]): void {
  for (const photo of new Set(photos)) assertPhoto(database, photo)
  const classes = [...decision.labels, ...decision.rejections].map((item) => item.class)
  for (const classId of new Set(classes)) {
    if (classId !== null) assertClass(database, decision.labelSet, classId)
  }
}

function labelItems(
  database: ReadableDatabase,
  { labelSet }: NewDecision,
  photo: PhotoId,
  to: ClassId | null,
): Item[] {
  const items: Item[] = []
  if (to !== null && isRejected(database, labelSet, photo, to)) {
    items.push({ photo, effect: 'rejection', classId: to, from: 1, to: 0 })
  }
  const from = labelOf(database, labelSet, photo)
  if (from !== to) items.push({ photo, effect: 'label', classId: null, from, to })
  return items
}

function rejectionItems(
  database: ReadableDatabase,
  { labelSet }: NewDecision,
  photo: PhotoId,
  classId: ClassId,
  labels: ReadonlyMap<PhotoId, ClassId | null>,
): Item[] {
  const items: Item[] = []
  if (!labels.has(photo) && labelOf(database, labelSet, photo) === classId) {
    items.push({ photo, effect: 'label', classId: null, from: classId, to: null })
  }
  if (!isRejected(database, labelSet, photo, classId)) {
    items.push({ photo, effect: 'rejection', classId, from: 0, to: 1 })
  }
  return items
}
