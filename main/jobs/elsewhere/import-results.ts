/**
 * @file Imports results of another engine (the Ray job of `export --format ray-job`): photos that are elsewhere, with features, thumbnails
 * and what that engine takes them for. They become photos of the library; their originals stay where they are. After every batch the library is whole,
 * so a run that was stopped is just begun again.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../../shared/sentences/sentence.ts'
import { nextTurn } from '../../math/next-turn.ts'
import type { BackboneId, Bulk } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { matchingBackbone } from './matching-backbone.ts'
import { resultFiles } from './result-files.ts'
import { ResultsWriter } from './store-results.ts'
import type { Described } from './thread/protocol.ts'
import { ResultsThread } from './thread/results-thread.ts'

/** Rows that are read at once. */
const BATCH = 64
/** After so many milliseconds a transaction takes no further row, so that others have their turn. */
const LONGEST_MS = 50

/**
 * @throws AppError `not-found`; `bad-input` for a file that is damaged or none of these; `conflict` where its features are of another network
 *   than the library's; `cancelled`, `disk-full`. What was stored until then stays.
 */
export async function importResults(
  context: JobContext,
  { files: named }: Parsed<'importResults'>,
): Promise<Output<'importResults'>> {
  const started = performance.now()
  const { store, signal } = context
  const files = await resultFiles(named)
  const thread = new ResultsThread(signal)
  try {
    const described: [string, Described][] = []
    for (const file of files) described.push([file, await thread.describe(file)])
    const backbone = await matchingBackbone(context, described)
    const writer = new ResultsWriter(store, backbone.id)
    await store.bulk((bulk) => storeAll(context, described, { thread, writer, backbone, bulk }))
    const { photos, suggestions, ...told } = writer.result()
    return {
      ...{ photos, suggestions, files: files.length, ...told },
      backbone: backbone.name,
      notices: noticesFor(context, backbone.id),
      seconds: (performance.now() - started) / 1000,
    }
  } finally {
    await thread.close()
  }
}

interface Parts {
  readonly thread: ResultsThread
  readonly writer: ResultsWriter
  readonly backbone: Awaited<ReturnType<typeof matchingBackbone>>
  readonly bulk: Bulk
}

async function storeAll(
  { store, signal, report }: JobContext,
  files: readonly [string, Described][],
  { thread, writer, backbone, bulk }: Parts,
): Promise<void> {
  const steps = files.flatMap(([file, { groups }]) =>
    groups.flatMap((rows, group) => batchesOf(file, group, rows)),
  )
  const total = steps.reduce((sum, { rows }) => sum + rows, 0)
  const read = ({ rows: most, ...step }: Step) =>
    thread.rows({ ...step, most, levels: backbone.levels, library: store.folder })
  report({ stage: 'reading results', done: 0, total })
  let next = steps.length === 0 ? undefined : read(steps[0])
  let done = 0
  for (const [place, step] of steps.entries()) {
    const rows = (await next) ?? []
    // While these are stored, the thread reads the next ones.
    next = place + 1 < steps.length ? read(steps[place + 1]) : undefined
    next?.catch(() => undefined) // who awaits it still sees it
    throwIfCancelled(signal)
    for (let from = 0; from < rows.length;) {
      await bulk.transaction(() => {
        const start = performance.now()
        do {
          writer.write(rows[from])
          from += 1
        } while (from < rows.length && performance.now() - start < LONGEST_MS)
      })
      await nextTurn()
    }
    done += step.rows
    report({ stage: 'reading results', done, total })
  }
}

interface Step {
  readonly file: string
  readonly group: number
  readonly from: number
  readonly rows: number
}

function batchesOf(file: string, group: number, rows: number): Step[] {
  return Array.from({ length: Math.ceil(rows / BATCH) }, (_, batch) => {
    const from = batch * BATCH
    return { file, group, from, rows: Math.min(BATCH, rows - from) }
  })
}

/** Photos are compared by a second network only where all have its features. */
function noticesFor({ store }: Pick<JobContext, 'store'>, imported: BackboneId): PlainSentence[] {
  const second = store.features.second()
  if (second === undefined || second.id === imported) return []
  const count = store.features.lacking(second.id, store.photos.presentIds()).length
  return count === 0 ? [] : [sentence('notice-second-lacks', { count, backbone: second.name })]
}
