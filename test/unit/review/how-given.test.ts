import { describe, expect, it } from 'vitest'
import { Models } from '../../../main/jobs/library-model/models.ts'
import { readEvidence } from '../../../main/jobs/review/evidence.ts'
import { howGiven } from '../../../main/jobs/review/how-given.ts'
import { PageCache } from '../../../main/jobs/review/page-cache.ts'
import type { PageKind, PhotoId } from '../../../shared/domain.ts'
import type { NewDecision, NewPage, Store } from '../../../main/store/types/index.ts'
import { memoryLibrary } from '../../support/review.ts'

interface Answer {
  readonly kind?: PageKind
  readonly suggested?: string
  /** The class suggested for each photo, on a page of several. */
  readonly own?: readonly string[]
  readonly query?: NewPage['query']
  readonly blind?: boolean
  /** The photos of the page. */
  readonly shown: PhotoId[]
  readonly labels: Record<string, PhotoId[]>
}

/** Shows a page and answers it. @returns the page. */
function answer(
  store: Store,
  { kind = 'class', suggested, own, query = 'value', blind = false, shown, labels }: Answer,
) {
  const labelSet = store.labelSets.current()
  const classOf = (name: string) => store.classes.ensure(labelSet, name)
  const page = store.pages.open(labelSet, {
    ...{ kind, purity: 1, goal: 'commit', seed: 0, query, blind },
    classId: suggested === undefined ? null : classOf(suggested),
    photos: shown.map((id, index) => {
      return { id, probability: 1, raw: 1, classId: own === undefined ? null : classOf(own[index]) }
    }),
  })
  decide(store, { page: page.id, kind: 'page', labels: entries(store, labels) })
  return page.id
}

function entries(store: Store, labels: Record<string, PhotoId[]>): NewDecision['labels'] {
  const classOf = (name: string) => store.classes.ensure(store.labelSets.current(), name)
  return Object.entries(labels).flatMap(([name, ids]) =>
    ids.map((photo) => ({ photo, class: classOf(name) })),
  )
}

function decide(store: Store, decision: Pick<NewDecision, 'kind' | 'labels'> & { page?: number }): void {
  store.journal.decide({
    ...{ labelSet: store.labelSets.current(), actor: 'test', rejections: [], skips: [] },
    ...decision,
  })
}

/** Of the first photos, whose ids are 1, 2, ... */
async function given(store: Store, photos: number) {
  const space = await (await new Models({ store }).current()).space()
  const labelSet = store.labelSets.current()
  const pages = new PageCache(store)
  const evidence = readEvidence(store, labelSet, space, pages)
  const { wholePage, named } = howGiven({ store, pages }, labelSet, space, evidence)
  return { wholePage: [...wholePage.subarray(0, photos)], named: [...named.subarray(0, photos)] }
}

describe('how a label was given', () => {
  it('is with its whole page where nothing was left out', async () => {
    const store = memoryLibrary()
    const page = answer(store, { suggested: 'cat', shown: [1, 2, 3], labels: { cat: [1, 2, 3] } })
    answer(store, { suggested: 'cat', shown: [4, 5, 6], labels: { cat: [4, 5] } })
    expect(await given(store, 6)).toEqual({
      wholePage: [page, page, page, -1, -1, -1],
      named: [0, 0, 0, 0, 0, 0],
    })
  })

  it('is with its whole page also where each photo got the class suggested for it', async () => {
    const store = memoryLibrary()
    const kind = 'mixed'
    const own = ['cat', 'dog', 'dog']
    const page = answer(store, { kind, own, shown: [1, 2, 3], labels: { cat: [1], dog: [2, 3] } })
    answer(store, { kind, own, shown: [4, 5, 6], labels: { cat: [4, 5], dog: [6] } })
    answer(store, { kind, own, shown: [7, 8, 9], labels: { cat: [7], dog: [8] } })
    const { wholePage, named } = await given(store, 9)
    expect(wholePage.slice(0, 3)).toEqual([page, page, page])
    expect(named).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0])
    expect(wholePage.slice(3)).toEqual([-1, -1, -1, -1, -1, -1])
  })

  it('is by itself where a photo got another class than the rest of its page, or was relabelled', async () => {
    const store = memoryLibrary()
    answer(store, { kind: 'new', shown: [1, 2, 3], labels: { cat: [1, 2], dog: [3] } })
    const page = answer(store, { suggested: 'cat', shown: [4, 5, 6], labels: { cat: [4, 5, 6] } })
    decide(store, { kind: 'label', labels: entries(store, { dog: [6], owl: [7] }) })
    expect(await given(store, 7)).toEqual({
      wholePage: [-1, -1, -1, page, page, -1, -1],
      named: [0, 0, 1, 0, 0, 1, 0],
    })
  })

  it('is by itself for a single photo only where its class was not the suggested one', async () => {
    const store = memoryLibrary()
    const single = (photo: PhotoId, name: string, rest: Partial<Answer>) =>
      answer(store, { kind: 'single', shown: [photo], labels: { [name]: [photo] }, ...rest })
    const confirmed = single(1, 'cat', { suggested: 'cat' })
    single(2, 'dog', { suggested: 'cat' })
    single(3, 'cat', {})
    single(4, 'cat', { suggested: 'cat', blind: true }) // the suggestion was hidden
    expect(await given(store, 4)).toEqual({ wholePage: [confirmed, -1, -1, -1], named: [0, 1, 1, 1] })
  })

  it('is by itself where the person said it again, and counts as it was given last', async () => {
    const store = memoryLibrary()
    answer(store, { suggested: 'cat', shown: [1, 2], labels: { cat: [1, 2] } })
    answer(store, { suggested: 'cat', query: 'suspects', shown: [1], labels: { cat: [1] } })
    answer(store, { suggested: 'cat', shown: [3, 4, 5], labels: { cat: [3, 4] } })
    const later = answer(store, { suggested: 'dog', shown: [5, 6], labels: { dog: [5, 6] } })
    const { wholePage, named } = await given(store, 6)
    expect(named).toEqual([1, 0, 0, 0, 0, 0])
    expect(wholePage.slice(2)).toEqual([-1, -1, later, later])
  })
})
