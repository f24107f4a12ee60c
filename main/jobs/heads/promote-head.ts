/** @file The job `promote`: puts an earlier head into force, or goes back to the raw features. */
import type { Output } from '../../../shared/contract.ts'
import { AppError, throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { HeadId } from '../../store/store.ts'
import { isTrainedOnActiveBackbone } from './answering-head.ts'
import { embedPhotosFor, type EmbeddingContext } from './embed-new-photos.ts'

/**
 * It embeds the photos that came in since first: what fails then has changed nothing. Putting it into force is one
 * transaction, and the last thing that is done.
 * @throws AppError `not-found` naming the heads there are; `cancelled`; what embedding throws.
 */
export async function promoteHead(
  context: EmbeddingContext,
  head: HeadId | null,
): Promise<Pick<Output<'promote'>, 'active'>> {
  const { store } = context
  const labelSet = store.labelSets.current()
  const known = store.heads.list(labelSet)
  const chosen = known.find(({ id }) => id === head)
  if (head !== null && chosen === undefined) {
    const heads = known.map(({ id }) => id).join(', ')
    const reason = heads === '' ? sentence('no-head-yet') : sentence('heads-there-are', { heads })
    throw new AppError('not-found', sentence('no-head-but', { head, reason }))
  }
  // One that waits for another backbone embeds what is missing once that is back.
  // Photos may come in while others are embedded, so it looks until there is none.
  while (chosen !== undefined && isTrainedOnActiveBackbone(store, chosen)) {
    if ((await embedPhotosFor(context, chosen)) === 0) break
    throwIfCancelled(context.signal)
  }
  store.heads.activate(labelSet, head)
  return { active: head }
}
