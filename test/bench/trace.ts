/** @file How long the window's thread was busy at a stretch, as the browser's own trace tells it. */
import type { Browser, Page } from 'playwright-core'
import { z } from 'zod'

const TraceEvent = z.object({
  name: z.string(),
  ph: z.string(),
  pid: z.number(),
  tid: z.number(),
  /** Microseconds. */
  dur: z.number().optional(),
  /** What of it the thread itself worked: the rest it waited for a processor. */
  tdur: z.number().optional(),
  args: z.object({ name: z.string().optional() }).optional(),
})
const Trace = z.object({ traceEvents: z.array(z.unknown()) })

export interface LongestTask {
  /** Milliseconds by the clock. */
  wall: number
  /** Milliseconds of work; on a machine that is busy with other things the clock says more. */
  work: number
}

/** The longest tasks of the main thread of the page while `work` goes on. */
export async function longestTask(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<LongestTask> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] })
  await work()
  const { traceEvents } = Trace.parse(JSON.parse((await browser.stopTracing()).toString()))
  const events = traceEvents.flatMap((event) => {
    const parsed = TraceEvent.safeParse(event)
    return parsed.success ? [parsed.data] : []
  })
  const threadOf = ({ pid, tid }: { pid: number; tid: number }) => `${pid} ${tid}`
  const mainThreads = new Set(
    events
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map(threadOf),
  )
  const tasks = events.filter(
    (event) => event.ph === 'X' && event.name === 'RunTask' && mainThreads.has(threadOf(event)),
  )
  if (tasks.length === 0) throw new Error('The trace holds no task of the window.')
  return {
    wall: Math.max(...tasks.map(({ dur }) => dur ?? 0)) / 1000,
    work: Math.max(...tasks.map(({ tdur }) => tdur ?? 0)) / 1000,
  }
}
