/**
 * @file One engine, as a window uses it, for `bench memory`: LIBRARY CACHE. Prints as JSON what each step took and how long the
 * engine's thread stood still at most meanwhile, and the memory of the process.
 */
import { createLog } from '../../main/jobs/log.ts'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { contract } from '../../shared/contract.ts'
import { createEngine } from '../../main/engine/create-engine.ts'
import { packageRoot } from '../../main/engine/folders.ts'

const [library, cacheFolder] = process.argv.slice(2)
/** Until what is kept for a moment has been let go of. */
const SETTLED_AFTER_MS = 8_000
/** Until the clock of the event loop has ticked some times. */
const TICK_MS = 20
const PREVIEWS = 5
const MIB = 2 ** 20

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const steps: Record<string, { ms: number; longestBlockMs: number }> = {}
const call = { signal: new AbortController().signal }

async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  delay.reset()
  await setTimeout(TICK_MS) // a block before the first tick would not be seen
  const start = performance.now()
  const result = await work()
  const ms = performance.now() - start
  await setTimeout(TICK_MS)
  steps[name] = { ms: round(ms), longestBlockMs: round(delay.max / 1e6) }
  return result
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

async function settledMiB(): Promise<number> {
  await setTimeout(SETTLED_AFTER_MS)
  for (let time = 0; time < 3; time += 1) {
    globalThis.gc?.()
    await setTimeout(TICK_MS)
  }
  return Math.round(process.memoryUsage.rss() / MIB)
}

const engine = await step('open', () =>
  createEngine({
    ...{ library, cacheFolder, clock: Date.now, log: createLog('silent') },
    resources: path.join(packageRoot(), 'resources'),
  }),
)
const { handlers } = engine
const wanted = contract.page.input.parse({ goal: 'accuracy', seed: 1 })
const { page } = await step('page', () => handlers.page(wanted, call))
if (page === null) throw new Error('There is no page to answer.')
const ids = page.photos.map(({ id }) => id)
const answer = { page: page.id, answers: [{ class: 'class 1', ids }], exclude: [] }
await step('decide', () => handlers.decide({ answer }, call))
const { ids: all } = await step('photos', () => handlers.photos({}, call))
const looked = Array.from(
  { length: PREVIEWS },
  (_, n) => all[Math.floor(((n + 0.5) / PREVIEWS) * all.length)],
)
await step('neighbours', () => handlers.neighbours({ id: looked[0], count: 16 }, call))
await step('previews', async () => {
  for (const id of looked) {
    await handlers.photo({ id }, call)
    await handlers.neighbours({ id, count: 16 }, call)
  }
})
const firstLabels = await settledMiB()
await step('close', () => engine.close())
delay.disable()
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
process.stdout.write(JSON.stringify({ steps, peakMiB, settledMiB: firstLabels }))
