/**
 * @file How good it is: the laboratory (main/lab), and what the library says of itself. Its work is loaded when it is asked for: see
 * [Note: loaded when asked for] in register-handlers.ts.
 */
import { asJob } from '../as-job.ts'
import type { Dependencies, LibraryHandlers } from '../handler.ts'

export function measureHandlers(
  dependencies: Dependencies,
): Pick<LibraryHandlers, 'evaluate' | 'simulate' | 'compare' | 'estimateCompare' | 'tune' | 'insights'> {
  const { session, events, contextOf } = dependencies
  return {
    evaluate: asJob(dependencies, {
      kind: 'evaluate',
      writes: false,
      work: async (context, input) => {
        const { evaluate } = await import('../../lab/evaluate.ts')
        return evaluate(context, input, () => session.guesses())
      },
    }),
    compare: asJob(dependencies, {
      kind: 'compare',
      writes: false,
      work: async (context, input, job) => {
        const { compare } = await import('../../lab/compare/compare.ts')
        return compare(context, input, (rows) => {
          events.emit({ event: 'compared', payload: { job, rows } })
        })
      },
    }),
    estimateCompare: async (input, { signal }) => {
      const { estimateCompare } = await import('../../lab/compare/estimate.ts')
      return estimateCompare(contextOf({ signal, report: () => undefined }), input)
    },
    tune: asJob(dependencies, {
      kind: 'tune',
      writes: false,
      work: async (context, input) => {
        const { tune } = await import('../../lab/tune.ts')
        const { chosenBackend } = await import('../../jobs/training/backends/usable-backends.ts')
        return tune(context, { ...input, backend: input.backend ?? (await chosenBackend(context)) })
      },
    }),
    insights: asJob(dependencies, {
      kind: 'insights',
      writes: false,
      work: async (context, input) =>
        (await import('../../jobs/library/insights.ts')).insights(context, input),
    }),
    simulate: asJob(dependencies, {
      kind: 'simulate',
      writes: false,
      work: async (context, input) =>
        (await import('../../lab/simulate/simulate.ts')).simulate(context, input),
    }),
  }
}
