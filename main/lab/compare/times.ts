/** @file What is kept of how long a step took, with how much there was to do. */
import { isBaseline } from '../../../shared/contract/compare.ts'
import type { KeptTime } from '../../jobs/training/kept-times.ts'
import type { Measured, Task } from './measure.ts'

/** @param wall seconds of all of it. @returns none where a backend failed, or where fewer epochs than usual were asked for: it says nothing of others */
export function timesOf(
  { arena, split, entrant, input, apart }: Task,
  each: Measured,
  wall: number,
): KeptTime[] {
  if (each.fellBack.length > 0 || input.epochs !== undefined) return []
  const { strategy, switches } = entrant
  const { backend, seconds: training, readingSeconds: reading } = each
  const starting = Math.max(0, wall - each.preparingSeconds - training - reading)
  return [
    {
      ...{ strategy, switches, backend },
      size: { labels: split.labels.filter((label) => label >= 0).length, photos: arena.space.ids.length },
      seconds: {
        starting: apart ? starting : null,
        training: isBaseline(strategy) ? null : training,
        reading,
      },
    },
  ]
}
