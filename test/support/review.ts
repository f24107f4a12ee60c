/** @file Libraries whose photos have features and a known class, and a person who answers pages by that class. */
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { Models } from '../../main/jobs/library-model/models.ts'
import { ReviewSession } from '../../main/jobs/review/session.ts'
import { openMemoryStore, openStore, type Store } from '../../main/store/store.ts'
import type { Page, PhotoId } from '../../shared/domain.ts'
import { temporaryFolder } from './folder.ts'
import { fillLibrary } from './photos/synthetic-library.ts'
import { syntheticProblem, type SyntheticProblem } from './training/synthetic-problem.ts'

export const someProblem = syntheticProblem({ photos: 60, classes: 3, dimensions: 12, spread: 0.5, seed: 4 })

/** In memory, closed after the test. */
export function memoryLibrary(problem: SyntheticProblem = someProblem): Store {
  const store = openMemoryStore()
  onTestFinished(() => {
    store.close()
  })
  fillLibrary(store, problem)
  return store
}

export interface ReviewInTest {
  readonly store: Store
  readonly models: Models
  readonly session: ReviewSession
}

/** A session on a new library on disk, which has no photos yet; both are closed after the test. */
export async function openReview(): Promise<ReviewInTest> {
  const store = openStore(path.join(await temporaryFolder(), 'library'))
  const models = new Models({ store })
  onTestFinished(async () => {
    await models.close()
    store.close()
  })
  return { store, models, session: new ReviewSession({ store, models, actor: 'test', clock: () => 0 }) }
}

/** Photo i of the problem has the id i + 1. */
export function trueClass(problem: SyntheticProblem, photo: PhotoId): string {
  return problem.truth.names[problem.truth.classOf[photo - 1]]
}

/** What somebody says who confirms the class of the page, or of its first photo, and excludes the rest. */
export function trueAnswer(problem: SyntheticProblem, page: Page) {
  const ids = page.photos.map(({ id }) => id)
  const named = page.kind === 'class' && page.class !== null ? page.class : trueClass(problem, ids[0])
  const members = ids.filter((id) => trueClass(problem, id) === named)
  return {
    page: page.id,
    answers: members.length === 0 ? [] : [{ class: named, ids: members }],
    exclude: ids.filter((id) => !members.includes(id)),
  }
}

/** A decision that gives the first `count` photos their true classes, outside of any page. */
export function labelTruly(store: Store, problem: SyntheticProblem, count: number): void {
  const labelSet = store.labelSets.current()
  store.journal.decide({
    labelSet,
    kind: 'label',
    actor: 'test',
    labels: store.photos
      .presentIds()
      .slice(0, count)
      .map((photo) => ({ photo, class: store.classes.ensure(labelSet, trueClass(problem, photo)) })),
    rejections: [],
    skips: [],
  })
}
