/**
 * @file Photos set aside, under arbitrary sessions: what is set aside, and which label each photo has, is exactly what was said and not
 * taken back; and what is set aside is shown, guessed, learned from and exported nowhere.
 */
import { afterAll, expect, test } from 'vitest'
import { exportRows } from '../../main/jobs/export/rows.ts'
import { setPhotosAside } from '../../main/jobs/labels/set-aside-photos.ts'
import { relabelPhotos } from '../../main/jobs/labels/relabel-photos.ts'
import { Models } from '../../main/jobs/library-model/models.ts'
import { readEvidence } from '../../main/jobs/review/evidence.ts'
import { PageCache } from '../../main/jobs/review/page-cache.ts'
import { ReviewSession } from '../../main/jobs/review/session.ts'
import { LEFT_OUT } from '../../main/math/labels.ts'
import type { Store } from '../../main/store/store.ts'
import type { Page, PhotoId } from '../../shared/domain.ts'
import { SetAsideAs } from '../../shared/set-aside.ts'
import { fillLibrary } from '../support/photos/synthetic-library.ts'
import fc from '../support/properties.ts'
import { labelTruly } from '../support/review.ts'
import { syntheticProblem } from '../support/training/synthetic-problem.ts'
import { copiedLibrary } from './copied-library.ts'

const PHOTOS = 24
const LABELLED = 6
const problem = syntheticProblem({ photos: PHOTOS, classes: 3, dimensions: 8, spread: 0.5, seed: 4 })
const library = copiedLibrary((store) => {
  fillLibrary(store, problem)
  labelTruly(store, problem, LABELLED)
})
const signal = new AbortController().signal
const opened: { store: Store; models: Models }[] = []
afterAll(async () => {
  for (const { store, models } of opened) {
    await models.close()
    store.close()
  }
})

/** Photo to class, or to what it is set aside as. */
type State = Map<PhotoId, string>

type Step =
  | { do: 'aside'; photos: PhotoId[]; as: SetAsideAs | null }
  | { do: 'name'; photos: PhotoId[]; class: string | null }
  /** Of the page's photos the first ones are set aside, and the others get the class. */
  | { do: 'answer'; aside: number; as: SetAsideAs; class: string }
  | { do: 'undo' }
  | { do: 'redo' }

const photos = fc.uniqueArray(fc.integer({ min: 1, max: PHOTOS }), { minLength: 1, maxLength: 6 })
const as = fc.constantFrom(...SetAsideAs.options)
const name = fc.constantFrom('cat', 'unsure', 'animals/dog')
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('aside' as const), photos, as: fc.option(as, { freq: 3 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('name' as const), photos, class: fc.option(name, { freq: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('answer' as const), aside: fc.nat({ max: 8 }), as, class: name }),
  },
  { weight: 4, arbitrary: fc.constant<Step>({ do: 'undo' }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'redo' }) },
)

/** The rules written a second time, as plainly as possible. */
class Model {
  state: State
  readonly #undo: State[] = []
  #redo: State[] = []

  /** @param before what the one decision so far found */
  constructor(state: State, before: State) {
    this.state = state
    this.#undo.push(before)
  }

  decide(changes: Iterable<readonly [PhotoId, string | null]>): void {
    const next = new Map(this.state)
    for (const [photo, value] of changes) {
      if (value === null) next.delete(photo)
      else next.set(photo, value)
    }
    this.#undo.push(this.state)
    this.#redo = []
    this.state = next
  }

  undo(): void {
    this.#swap(this.#undo, this.#redo)
  }

  redo(): void {
    this.#swap(this.#redo, this.#undo)
  }

  #swap(from: State[], to: State[]): void {
    const state = from.pop()
    if (state === undefined) return
    to.push(this.state)
    this.state = state
  }
}

function stateOf({ journal, labelSets, classes }: Store): State {
  const labelSet = labelSets.current()
  return new Map([
    ...[...journal.labels(labelSet)].map(([photo, id]) => [photo, classes.name(id)] as const),
    ...[...journal.setAside(labelSet)].map(([photo, kind]) => [photo, `/${kind}`] as const),
  ])
}

const isAside = (value: string | undefined): boolean => value?.startsWith('/') === true

async function take(store: Store, session: ReviewSession, model: Model, step: Step): Promise<void> {
  const before = store.journal.lastId()
  const changes = (each: readonly PhotoId[], to: string | null): [PhotoId, string | null][] =>
    each.map((photo) => [photo, to])
  switch (step.do) {
    case 'aside': {
      await setPhotosAside({ store, signal }, { ids: step.photos, paths: [], as: step.as, only: 'all' })
      const meant = step.photos.filter((photo) => step.as !== null || isAside(model.state.get(photo)))
      if (store.journal.lastId() > before)
        model.decide(changes(meant, step.as === null ? null : `/${step.as}`))
      break
    }
    case 'name': {
      relabelPhotos(store, { ids: step.photos, class: step.class, only: 'all' })
      const meant = step.photos.filter((photo) => step.class !== null || !isAside(model.state.get(photo)))
      if (store.journal.lastId() > before) model.decide(changes(meant, step.class))
      break
    }
    case 'answer': {
      const page = await session.page({ goal: 'accuracy', seed: 1 })
      if (page === null) break
      const ids = page.photos.map(({ id }) => id)
      const [away, rest] = [ids.slice(0, step.aside), ids.slice(step.aside)]
      await session.decide({
        ...{ page: page.id, exclude: [] },
        answers: rest.length === 0 ? [] : [{ class: step.class, ids: rest }],
        setAside: away.length === 0 ? [] : [{ as: step.as, ids: away }],
      })
      model.decide([...changes(away, `/${step.as}`), ...changes(rest, step.class)])
      break
    }
    case 'undo':
      await session.undo(1)
      model.undo()
      break
    case 'redo':
      await session.redo(1)
      model.redo()
      break
  }
}

/** All that would show, learn from or export a photo. */
async function whereverShown(store: Store, models: Models, session: ReviewSession): Promise<Set<PhotoId>> {
  const space = await (await models.current()).space()
  const labelSet = store.labelSets.current()
  const evidence = readEvidence(store, labelSet, space, new PageCache(store))
  const pages = await Promise.all(
    (['value', 'random'] as const).map((query) =>
      session.page({ goal: 'commit', seed: 1, query, stacks: true }),
    ),
  )
  const guesses = await session.suggest({ minProbability: 0 })
  const strips = await session.classStrips(PHOTOS)
  return new Set([
    ...space.ids.filter((_, row) => evidence.labels[row] !== LEFT_OUT && evidence.labels[row] >= 0),
    ...pages.flatMap((page: Page | null) => (page?.photos ?? []).map(({ id }) => id)),
    ...guesses.map(({ photo }) => photo),
    ...(await session.groups({ limit: PHOTOS, seed: 1 })).flat(),
    ...strips.flatMap(({ typical, leastSure }) => [...typical, ...leastSure.map(({ id }) => id)]),
    ...exportRows(store, guesses).rows.map(({ photo }) => photo),
    ...(await session.guesses()).keys(),
  ])
}

test('labels and what is set aside are exactly what was said, and what is set aside is shown nowhere', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 12 }), async (session) => {
      const store = library()
      const models = new Models({ store })
      opened.push({ store, models })
      const review = new ReviewSession({ store, models, actor: 'test', clock: () => 0 })
      const model = new Model(stateOf(store), new Map())
      for (const step of session) {
        await take(store, review, model, step)
        expect(stateOf(store)).toEqual(model.state)
      }
      const aside = store.journal.setAside(store.labelSets.current())
      const shown = await whereverShown(store, models, review)
      expect([...aside.keys()].filter((photo) => shown.has(photo))).toEqual([])
      expect(store.classes.list(store.labelSets.current()).filter(({ name }) => isAside(name))).toEqual([])
      expect(store.check()).toEqual([])
    }),
    { numRuns: 40 },
  )
})
