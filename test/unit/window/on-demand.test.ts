/** @file When a training thread's words open a window, and when they do not. */
import { expect, test } from 'vitest'
import {
  CLOSE_WINDOW,
  WINDOW_ENDED,
  type Order,
} from '../../../main/jobs/training/thread/hidden-window/protocol.ts'
import { openOnDemand } from '../../../main/jobs/training/thread/hidden-window/thread.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'

/** The thread's end of the line, and the pages that were opened for it with what they have heard. */
function line() {
  const [thread, near] = memoryPortPair()
  const pages: { port: Port; heard: unknown[] }[] = []
  openOnDemand(near, () => {
    const [window, port] = memoryPortPair()
    const heard: unknown[] = []
    port.onMessage((message) => heard.push(message))
    pages.push({ port, heard })
    return window
  })
  const told: unknown[] = []
  thread.onMessage((message) => told.push(message))
  return { thread, pages, told }
}

const work: Order = { order: 'steps' }
const late: Order[] = [
  { order: 'cancel' },
  { order: 'answer', question: 1, answer: { kind: 'integers', integers: Int32Array.of(1) } },
]

test('work opens a window, and what belongs to it goes there too', async () => {
  const { thread, pages } = line()
  for (const order of [work, ...late]) thread.post(order)
  await expect.poll(() => pages.map(({ heard }) => heard)).toEqual([[work, ...late]])
})

test.each([
  {
    end: 'crashed',
    by: (_thread: Port, page: Port) => {
      page.close()
    },
  },
  {
    end: 'was closed',
    by: (thread: Port) => {
      thread.post(CLOSE_WINDOW)
    },
  },
])('what comes too late for a window that $end opens none; the next work does', async ({ by }) => {
  const { thread, pages, told } = line()
  thread.post(work)
  await expect.poll(() => pages).toHaveLength(1)
  let closed = false
  pages[0].port.onClose(() => (closed = true))
  by(thread, pages[0].port)
  await expect.poll(() => closed || told.includes(WINDOW_ENDED)).toBe(true)
  for (const order of [...late, work]) thread.post(order)
  await expect.poll(() => pages.at(-1)?.heard).toEqual([work])
  expect(pages).toHaveLength(2)
})
