/** @file How good it is: the laboratory (main/lab), and what the library says of itself. */
import { compare } from '../../lab/compare/compare.ts'
import { evaluate } from '../../lab/evaluate.ts'
import { insights } from '../../jobs/library/insights.ts'
import { simulate } from '../../lab/simulate/simulate.ts'
import { tune } from '../../lab/tune.ts'
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function measureHandlers(
  dependencies: Dependencies,
): Pick<LibraryHandlers, 'evaluate' | 'simulate' | 'compare' | 'tune' | 'insights'> {
  const { session } = dependencies
  return {
    evaluate: asJob(dependencies, {
      kind: 'evaluate',
      writes: false,
      work: (context, input) => evaluate(context, input, () => session.guesses()),
    }),
    compare: asJob(dependencies, { kind: 'compare', writes: false, work: compare }),
    tune: asJob(dependencies, { kind: 'tune', writes: false, work: tune }),
    insights: asJob(dependencies, { kind: 'insights', writes: false, work: insights }),
    simulate: asJob(dependencies, {
      kind: 'simulate',
      writes: false,
      work: (context, input) => simulate(context, input),
    }),
  }
}
