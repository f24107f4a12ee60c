/** @file Puts an earlier head into force, or goes back to the raw features. */
import type { Output } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { say, sentence } from '../../shared/sentences/sentence.ts'
import type { HeadId, Store } from '../store/store.ts'

/** @throws AppError `not-found` naming the heads there are. */
export function promoteHead(store: Store, head: HeadId | null): Output<'promote'> {
  const known = store.heads.list().map(({ id }) => id)
  if (head !== null && !known.includes(head)) {
    const reason =
      known.length === 0 ? say('no-head-yet') : say('heads-there-are', { heads: known.join(', ') })
    throw new AppError('not-found', sentence('no-head-but', { head, reason }))
  }
  store.heads.activate(store.labelSets.default(), head)
  return { active: head }
}
