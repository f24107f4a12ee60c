/** @file Some photos of a class get other classes: one decision, which undo takes back as a whole. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { BULK_CHANGE } from './relabel-photos.ts'

/**
 * Only photos with the label of the class change, whatever became of the others since the parts were proposed: so no guess
 * becomes a label.
 * @throws AppError `not-found` for a class that labels no photo.
 */
export function splitClass(store: Store, input: Parsed<'splitClass'>): Output<'splitClass'> {
  if (leavingPhotos(store, input).size >= BULK_CHANGE) store.backUp('relabel') // no transaction may be open
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    const labels = [...leavingPhotos(store, input)].map(([photo, name]) => ({
      photo,
      class: store.classes.ensure(labelSet, name),
    }))
    if (labels.length === 0) return { decision: store.journal.lastId(), labelled: 0 }
    const of = { labelSet, kind: 'label', actor: 'person', isSplit: true } as const
    const decision = store.journal.decide({ ...of, labels, rejections: [], skips: [] })
    return { decision, labelled: labels.length }
  })
}

/** Each photo that leaves the class, with the name of the first part that it stands in. */
function leavingPhotos(store: Store, { class: name, parts }: Parsed<'splitClass'>): Map<PhotoId, string> {
  const labelSet = store.labelSets.current()
  const current = store.journal.labels(labelSet)
  const from = store.classes.find(labelSet, name)
  if (from === undefined || ![...current.values()].includes(from)) {
    throw new AppError('not-found', sentence('no-class-named', { class: name }), { class: name })
  }
  const leaving = new Map<PhotoId, string>()
  for (const part of parts) {
    if (store.classes.find(labelSet, part.class) === from) continue
    for (const photo of part.photos) {
      if (current.get(photo) === from && !leaving.has(photo)) leaving.set(photo, part.class)
    }
  }
  return leaving
}
