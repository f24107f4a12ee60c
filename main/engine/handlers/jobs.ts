/** @file The list of jobs: what runs, what ran, stopping one, doing one again, and what the log says of them. */
import type { z } from 'zod'
import { contract } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { REPEATABLE } from '../../../shared/jobs.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Call, Dependencies, LibraryHandlers } from '../handler.ts'

type Repeatable = (typeof REPEATABLE)[number]
type JobHandlers = Pick<LibraryHandlers, 'jobs' | 'cancel' | 'repeatJob' | 'log'>

/** @param own what does the work of the jobs */
export function jobHandlers(
  { runner, store, log }: Pick<Dependencies, 'runner' | 'store' | 'log'>,
  own: Pick<LibraryHandlers, Repeatable>,
): JobHandlers {
  const repeats: Readonly<Record<Repeatable, (input: unknown, call: Call) => unknown>> = {
    index: (input, call) => own.index(asked(contract.index.input, input), call),
    train: (input, call) => own.train(asked(contract.train.input, input), call),
  }
  return {
    jobs: () => ({ jobs: runner.list() }),
    log: (input) => log.read(input),
    cancel: ({ job }) => ({ cancelled: runner.cancel(job) }),
    async repeatJob({ job }, call) {
      const stored = store.jobs.get(job)
      if (stored === undefined) throw new AppError('not-found', sentence('no-job', { id: job }), { job })
      const kind = REPEATABLE.find((each) => each === stored.kind)
      if (kind === undefined) throw new AppError('bad-input', sentence('job-not-repeatable'))
      // What is read of photos is the same for all sets; what is learned is not.
      if (kind === 'train' && store.jobs.labelSetOf(job) !== store.labelSets.current())
        throw new AppError('conflict', sentence('label-set-of-job'))
      await repeats[kind](stored.input, call)
      return { kind }
    },
  }
}

/** @throws AppError `bad-input` for a row of another version that asked for something else. */
function asked<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const { data, success } = schema.safeParse(input)
  if (!success) throw new AppError('bad-input', sentence('job-not-repeatable'))
  return data
}
