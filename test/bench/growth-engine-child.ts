/**
 * @file One engine on a library of made-up features, for `bench million`: LIBRARY CACHE. Prints as JSON what each step took, in
 * milliseconds of the clock and of the processor in all threads, and the most memory that the process had.
 */
import path from 'node:path'
import { connectToRoom } from '../../main/engine/connect.ts'
import { packageRoot } from '../../main/engine/folders.ts'

const [library, cacheFolder] = process.argv.slice(2)
const steps: Record<string, { ms: number; cpuMs: number }> = {}

async function step<T>(name: string, work: () => Promise<T>): Promise<T> {
  const before = process.cpuUsage()
  const start = performance.now()
  const result = await work()
  const ms = Math.round(performance.now() - start)
  const { user, system } = process.cpuUsage(before)
  steps[name] = { ms, cpuMs: Math.max(1, Math.round((user + system) / 1000)) }
  return result
}

const engine = connectToRoom({
  ...{ library, cacheFolder, logLevel: 'silent' },
  userFolder: path.join(cacheFolder, 'user'),
  resources: path.join(packageRoot(), 'resources'),
})
const { client } = engine
await step('open', () => client.call('status', {}))
await step('photos', () => client.call('photos', {}))
const { page } = await step('first page', () => client.call('page', {}))
if (page === null) throw new Error('There is no page to answer.')
const ids = page.photos.map(({ id }) => id)
const answer = { page: page.id, answers: [{ class: 'class 1', ids }], exclude: [] }
await step('answer', () => client.call('decide', { answer }))
await step('next page', () => client.call('page', {}))
await step('groups', () => client.call('group', { clusters: 100 }))
await step('neighbours', () => client.call('neighbours', { id: ids[0], count: 30 }))
await step('search', () => client.call('search', { word: 'class 1' }))
await step('map', () => client.call('drawMap', {}))
await step('export', () =>
  client.call('export', { format: 'csv', out: path.join(cacheFolder, 'labels.csv') }),
)
await engine.close()
const peakMiB = Math.round(process.resourceUsage().maxRSS / 1024)
process.stdout.write(JSON.stringify({ steps, peakMiB }))
