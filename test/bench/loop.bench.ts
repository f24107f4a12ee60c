/**
 * @file `bench loop`: how long the suggestions after an answered page take, at 10,000 and at 100,000 photos (or `--photos N`), in
 * a session like a person's on a library whose features are made up: 50 classes that overlap, `--pages 40` pages. The figure
 * is what `decide` reports as suggestionsMs. Building the space before the first page is reported beside it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Person } from '../../main/jobs/simulate/person.ts'
import { SessionPolicy } from '../../main/jobs/simulate/product-policy.ts'
import { ReviewSession } from '../../main/jobs/review/session.ts'
import { Random } from '../../main/math/random.ts'
import { openStore } from '../../main/store/store.ts'
import { fillLibrary } from '../support/synthetic-library.ts'
import { bunches } from '../support/vectors.ts'
import type { Bench } from './bench.ts'
import { numberOption } from './reference.ts'

const CLASSES = 50
const DIMENSIONS = 128
const SPREAD = 1
const SEED = 1

export const bench: Bench = async (options) => {
  const pages = numberOption(options, 'pages', 40)
  const sizes = 'photos' in options ? [numberOption(options, 'photos', 10_000)] : [10_000, 100_000]
  const figures: Record<string, unknown> = { classes: CLASSES, pages }
  for (const photos of sizes) {
    const measured = await session(photos, pages)
    const name = `${photos / 1000}k`
    figures[`p95Ms${name}`] = quantile(measured.milliseconds, 0.95)
    figures[`medianMs${name}`] = quantile(measured.milliseconds, 0.5)
    figures[`spaceSeconds${name}`] = measured.spaceSeconds
    figures[`labelled${name}`] = measured.labelled
  }
  return figures
}

async function session(
  photos: number,
  pages: number,
): Promise<{ milliseconds: number[]; spaceSeconds: number; labelled: number }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const store = openStore(folder)
  try {
    const features = bunches(CLASSES, photos / CLASSES, DIMENSIONS, SPREAD, SEED)
    const classOf = Int32Array.from({ length: photos }, (_, i) => i % CLASSES)
    const names = Array.from({ length: CLASSES }, (_, index) => `class ${index}`)
    const ids = fillLibrary(store, { features, truth: { classOf, names } })
    const clock = (): number => performance.now()
    const review = new ReviewSession({ store, actor: 'bench', clock })
    const milliseconds: number[] = []
    const policy = new SessionPolicy({
      session: {
        page: (request) => review.page(request),
        decide: async (answer) => {
          const output = await review.decide(answer)
          milliseconds.push(output.suggestionsMs)
          return output
        },
        guesses: () => review.guesses(),
      },
      train: () => Promise.resolve(),
      close: () => undefined,
      goal: 'accuracy',
      query: 'value',
      seed: SEED,
      ids,
    })
    const habits = { noise: 0, sendExcluded: false, nameExcluded: true }
    const person = new Person({ classOf, names }, habits, new Random(SEED))
    const start = clock()
    let page = await policy.next()
    const spaceSeconds = (clock() - start) / 1000
    while (page !== null && milliseconds.length < pages) {
      await policy.answer(page, person.answer(page))
      page = await policy.next()
    }
    return { milliseconds, spaceSeconds, labelled: store.journal.labels(store.labelSets.default()).size }
  } finally {
    store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}
