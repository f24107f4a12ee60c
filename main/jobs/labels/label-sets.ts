/** @file The label sets of a library: listed, made, renamed, removed and brought back. Which one is open, the room decides. */
import type { Output } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { LabelSetId, LabelSetRow, Store } from '../../store/types/index.ts'

type Sets = Pick<Store, 'labelSets'>

export function labelSets({ labelSets: sets }: Sets): Output<'labelSets'> {
  const open = sets.current()
  return {
    sets: sets.counted().map((set) => ({ ...set, isOpen: set.id === open })),
    removed: sets.removed(),
  }
}

/** @throws AppError `not-found` */
export function labelSet({ labelSets: sets }: Sets, id: LabelSetId): LabelSetRow {
  const found = sets.list().find((set) => set.id === id)
  if (found === undefined) throw new AppError('not-found', sentence('no-label-set', { id }), { labelSet: id })
  return found
}

/** @throws AppError `not-found`; `conflict` for the one that is open, and for the last. */
export function removeLabelSet(
  store: Pick<Store, 'labelSets' | 'transaction'>,
  id: LabelSetId,
): Output<'removeLabelSet'> {
  const sets = store.labelSets
  const { name } = labelSet(store, id)
  if (id === sets.current()) {
    const isLast = sets.list().length === 1
    throw new AppError('conflict', isLast ? sentence('label-set-last') : sentence('label-set-open', { name }))
  }
  const labels = sets.counted().find((set) => set.id === id)?.labels ?? 0
  sets.remove(id)
  return { id, name, labels }
}
