/** @file What a person said about labels that were suspected to be wrong: the journal keeps it, and undo takes it back. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { NewDecision, Store } from '../../store/types/index.ts'
import { BULK_CHANGE } from '../labels/relabel-photos.ts'

export function openSuspects(
  store: Store,
  { labels, snapshot }: Parsed<'openSuspects'>,
): Output<'openSuspects'> {
  const labelSet = store.labelSets.current()
  const kept = store.labelSnapshots.list(labelSet).find(({ name }) => name === snapshot)
  const asked = store.pages.askedAgain(labelSet, kept?.at)
  const names = store.classes.names(labelSet)
  const ids = labels.flatMap(({ id, class: name }) => {
    const now = asked.has(id) ? undefined : store.journal.labelOf(labelSet, id)
    return now !== undefined && names.get(now) === name ? [id] : []
  })
  return { ids }
}

/** How sure anything was of them is not shown, and nothing is learned from it. */
const NOT_SAID = 0

/**
 * One decision, on a page of suspected labels that is stored with it: so they are known to have been looked at, as where the review
 * shows them. The page that the review has open stays open.
 */
export function answerSuspects(
  store: Store,
  { doubted, ids, class: name }: Parsed<'answerSuspects'>,
): Output<'answerSuspects'> {
  if (ids.length >= BULK_CHANGE) store.backUp('relabel') // no transaction may be open
  return store.transaction(() => {
    const labelSet = store.labelSets.current()
    const from = store.classes.find(labelSet, doubted)
    const unique = [...new Set(ids)]
    const meant = unique.filter(
      (photo) => from !== undefined && store.journal.labelOf(labelSet, photo) === from,
    )
    const left = unique.length - meant.length
    if (from === undefined || meant.length === 0)
      return { decision: store.journal.lastId(), answered: 0, labelled: 0, left }
    const to = store.classes.ensure(labelSet, name)
    const shown: NewDecision['shown'] = {
      ...{ kind: meant.length === 1 ? 'single' : 'class', classId: from, purity: NOT_SAID },
      ...{ goal: 'accuracy', seed: 0, query: 'suspects' },
      photos: meant.map((id) => ({ id, probability: NOT_SAID, raw: NOT_SAID })),
    }
    const labels = meant.map((photo) => ({ photo, class: to }))
    const decision = store.journal.decide({
      ...{ labelSet, kind: 'page', actor: 'person', shown, labels, rejections: [], skips: [] },
    })
    return { decision, answered: meant.length, labelled: to === from ? 0 : meant.length, left }
  })
}
