/** @file The thread that waits for the next training: it opens the windows of the shell that asks, not of an earlier one. */
import { expect, it } from 'vitest'
import type { OpenWindow } from '../../../main/jobs/training/thread/hidden-window/thread.ts'
import { withTrainer, type Trainer } from '../../../main/jobs/training/thread/trainer.ts'
import { memoryPortPair } from '../../../shared/port.ts'

it('is given again to who opens the same windows, and to nobody else', async () => {
  const [first, second]: OpenWindow[] = [() => memoryPortPair()[0], () => memoryPortPair()[0]]
  const given = (openWindow: OpenWindow | undefined): Promise<Trainer> =>
    withTrainer({ openWindow }, (trainer) => Promise.resolve(trainer))
  const trainer = await given(first)
  expect(await given(first)).toBe(trainer)
  const other = await given(second)
  expect(other).not.toBe(trainer)
  const none = await given(undefined)
  expect(none).not.toBe(other)
  expect(await given(undefined)).toBe(none)
})
