/** @file Puts an earlier head into force, or goes back to the raw features. */
import type { Output } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import type { HeadId, Store } from '../store/store.ts'

/** @throws AppError `not-found` naming the heads there are. */
export function promoteHead(store: Store, head: HeadId | null): Output<'promote'> {
  const known = store.heads.list().map(({ id }) => id)
  if (head !== null && !known.includes(head)) {
    const choice = known.length === 0 ? 'none has been trained yet' : `there are ${known.join(', ')}`
    throw new AppError('not-found', `There is no head ${head}: ${choice}.`)
  }
  store.heads.activate(store.labelSets.default(), head)
  return { active: head }
}
