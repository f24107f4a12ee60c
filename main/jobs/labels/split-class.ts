/** @file Some photos of a class get other classes: one decision, which undo takes back as a whole. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'

/**
 * Only photos with the label of the class change, whatever became of the others since the parts were proposed: so no guess
 * becomes a label.
 * @throws AppError `not-found` for a class that labels no photo.
 */
export function splitClass(store: Store, { class: name, parts }: Parsed<'splitClass'>): Output<'splitClass'> {
  store.backUp('relabel')
  return store.transaction(() => {
    const labelSet = store.labelSets.default()
    const current = store.journal.labels(labelSet)
    const from = store.classes.find(labelSet, name)
    if (from === undefined || ![...current.values()].includes(from)) {
      throw new AppError('not-found', sentence('no-class-named', { class: name }), { class: name })
    }
    const wanted = new Map<number, number>()
    for (const part of parts) {
      const into = store.classes.ensure(labelSet, part.class)
      for (const photo of part.photos) {
        if (current.get(photo) === from && into !== from && !wanted.has(photo)) wanted.set(photo, into)
      }
    }
    if (wanted.size === 0) return { decision: store.journal.lastId(), labelled: 0 }
    const labels = [...wanted].map(([photo, into]) => ({ photo, class: into }))
    const of = { labelSet, kind: 'label', actor: 'person' } as const
    return {
      decision: store.journal.decide({ ...of, isSplit: true, labels, rejections: [], skips: [] }),
      labelled: labels.length,
    }
  })
}
