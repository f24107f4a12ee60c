/**
 * @file `bench loop`: how long the suggestions after an answered page take, at 10,000 and at 100,000 photos (or `--photos N`), in
 * a session like a person's on a library whose features are made up: `--classes 50` that overlap, `--pages 40` pages. The
 * figure is what `decide` reports as suggestionsMs; beside it stands the processor time of `decide` in all threads, which a busy
 * machine changes less. At 10,000 photos labels spread on the learned graph while at most seven or eight classes are known:
 * of 50 classes after the first eight answers, with `--classes 6` after all. Building the space before the first page is reported too.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Models } from '../../main/jobs/library-model/models.ts'
import { Person } from '../../main/lab/simulate/person.ts'
import { SessionPolicy } from '../../main/lab/simulate/product-policy.ts'
import { ReviewSession } from '../../main/jobs/review/session.ts'
import { Random } from '../../main/math/random.ts'
import { openStore } from '../../main/store/store.ts'
import { fillLibrary } from '../support/photos/synthetic-library.ts'
import { bunches } from '../support/training/vectors.ts'
import type { Bench } from './bench.ts'
import { numberOption } from './reference.ts'

const DIMENSIONS = 128
const SPREAD = 1
const SEED = 1

export const bench: Bench = async (options) => {
  const pages = numberOption(options, 'pages', 40)
  const sizes = 'photos' in options ? [numberOption(options, 'photos', 10_000)] : [10_000, 100_000]
  const classes = numberOption(options, 'classes', 50)
  const figures: Record<string, unknown> = { classes, pages }
  for (const photos of sizes) {
    const measured = await session(photos, classes, pages)
    const name = `${photos / 1000}k`
    figures[`p95Ms${name}`] = quantile(measured.milliseconds, 0.95)
    figures[`medianMs${name}`] = quantile(measured.milliseconds, 0.5)
    figures[`p95CpuMs${name}`] = quantile(measured.cpu, 0.95)
    figures[`medianCpuMs${name}`] = quantile(measured.cpu, 0.5)
    figures[`spaceSeconds${name}`] = measured.spaceSeconds
    figures[`labelled${name}`] = measured.labelled
  }
  return figures
}

async function session(
  photos: number,
  classes: number,
  pages: number,
): Promise<{ milliseconds: number[]; cpu: number[]; spaceSeconds: number; labelled: number }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-bench-'))
  const store = openStore(folder)
  try {
    const features = bunches(classes, Math.floor(photos / classes), DIMENSIONS, SPREAD, SEED)
    const classOf = Int32Array.from({ length: features.rows }, (_, i) => i % classes)
    const names = Array.from({ length: classes }, (_, index) => `class ${index}`)
    const ids = fillLibrary(store, { features, truth: { classOf, names } })
    const clock = (): number => performance.now()
    const review = new ReviewSession({ store, models: new Models({ store }), actor: 'bench', clock })
    const milliseconds: number[] = []
    const cpu: number[] = []
    const policy = new SessionPolicy({
      session: {
        page: (request) => review.page(request),
        decide: async (answer) => {
          const before = process.cpuUsage()
          const output = await review.decide(answer)
          const { user, system } = process.cpuUsage(before)
          milliseconds.push(output.suggestionsMs)
          cpu.push((user + system) / 1000)
          return output
        },
        guesses: () => review.guesses(),
        expectation: () => review.expectation(),
        undo: (count) => review.undo(count),
      },
      merge: () => undefined,
      suspects: () => Promise.resolve([]),
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
    return { milliseconds, cpu, spaceSeconds, labelled: store.journal.labels(store.labelSets.current()).size }
  } finally {
    store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
}
