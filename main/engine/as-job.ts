/** @file Makes a handler of a job: it runs under the runner, with progress, its turn among the writers, and a cancel. */
import type { Method, Output, Parsed } from '../../shared/contract.ts'
import type { JobKind } from '../../shared/jobs.ts'
import type { PlainSentence } from '../../shared/sentences/sentence.ts'
import type { JobContext } from '../jobs/context.ts'
import type { JobControl } from '../jobs/runner.ts'
import type { Dependencies, Handler } from './handler.ts'

/** Methods that are jobs. */
type JobMethod = Method & JobKind

interface JobHandler<M extends JobMethod> {
  /** The method, which is also what the job is called where jobs are listed. */
  kind: M
  /** True for a job that changes the library: those run one at a time. */
  writes: boolean
  /** See `JobPlan`. */
  queue?: string
  work: (context: JobContext, input: Parsed<M>, id: JobControl['id']) => Promise<Output<M>>
  /** False for a call that nobody looks for in the list of jobs afterwards. */
  isListed?: (input: Parsed<M>) => boolean
  /** What it did, for the list of jobs. */
  notes?: (output: Output<M>, input: Parsed<M>) => readonly PlainSentence[]
}

export function asJob<M extends JobMethod>(
  { runner, contextOf }: Pick<Dependencies, 'runner' | 'contextOf'>,
  { kind, writes, queue, work, isListed, notes }: JobHandler<M>,
): Handler<M> {
  return (input, { signal }) =>
    runner.run({
      kind,
      // What came through the contract is plain data; leaving out what is undefined makes it JSON.
      input: JSON.parse(JSON.stringify(input)) as Record<string, never>,
      writes,
      queue,
      isListed: isListed?.(input),
      signal,
      work: ({ id, ...control }) => work(contextOf(control), input, id),
      notes: notes && ((output) => notes(output, input)),
    })
}
