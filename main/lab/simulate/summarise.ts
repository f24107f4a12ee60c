/** @file Combines several seeds of one policy: medians, which a single unlucky seed does not change. */
import type {
  Goal,
  Milestones,
  PersonName,
  PolicyName,
  PolicyResult,
  SimulationRun,
} from '../../../shared/contract/measures.ts'
import { median } from '../../math/statistics.ts'

/** @param runs at least one, in the order of their seeds. */
export function summarise(
  setting: { policy: PolicyName; goal: Goal; person: PersonName },
  runs: readonly SimulationRun[],
): PolicyResult {
  return {
    ...setting,
    curve: runs[0].curve,
    actionsTo: medianMilestones(runs.map((run) => run.actionsTo)),
    secondsTo: medianMilestones(runs.map((run) => run.secondsTo)),
    photosPerAction: median(runs.map((run) => run.photosPerAction)),
    committedError: median(runs.map((run) => run.committedError)),
    unflaggedError: median(runs.map((run) => run.unflaggedError)),
    runs: [...runs],
  }
}

/**
 * The median, with "not reached" later than any number; null where fewer than half reached it. When exactly half did, the
 * upper of the two middle values does not exist, and the lower one is returned.
 */
export function medianReached(values: readonly (number | null)[]): number | null {
  const reached = values.filter((value) => value !== null).sort((a, b) => a - b)
  if (2 * reached.length < values.length) return null
  const lower = reached[Math.ceil(values.length / 2) - 1]
  const upper = reached.at(Math.floor(values.length / 2)) ?? lower
  return (lower + upper) / 2
}

function medianMilestones(all: readonly Milestones[]): Milestones {
  const of = (name: keyof Milestones): number | null => medianReached(all.map((each) => each[name]))
  return {
    accuracy90: of('accuracy90'),
    accuracy95: of('accuracy95'),
    accuracy99: of('accuracy99'),
    committed90: of('committed90'),
    committed95: of('committed95'),
  }
}
