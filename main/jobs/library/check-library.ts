/** @file Whether the library is sound: the database, and the files that it speaks of. */
import { access } from 'node:fs/promises'
import type { JobStage } from '../../../shared/jobs.ts'
import type { Output } from '../../../shared/contract.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { JobContext } from '../context.ts'
import { lostLabels } from '../labels/lost-labels.ts'

/** So many files are looked for before the next sign of progress. */
const REPORT_EVERY = 256

export async function checkLibrary(
  context: Pick<JobContext, 'store' | 'models' | 'signal' | 'report'>,
): Promise<Output<'check'>> {
  const { store, models } = context
  context.report({ stage: 'checking the database', done: 0, total: null })
  const problems = await models.check()
  const here = [...store.files.paths().values()].filter((file) => !isElsewhere(file))
  const gone = await missing(context, here, 'looking for the originals')
  if (gone.length > 0) {
    problems.push(sentence('check-files-gone', { count: gone.length, file: gone[0] }))
  }
  return { ok: problems.length === 0, problems, lostLabels: lostLabels(store).labels }
}

async function missing(
  { signal, report }: Pick<JobContext, 'signal' | 'report'>,
  paths: readonly string[],
  stage: JobStage,
): Promise<string[]> {
  const gone: string[] = []
  for (const [index, file] of paths.entries()) {
    if (index % REPORT_EVERY === 0) {
      throwIfCancelled(signal)
      report({ stage, done: index, total: paths.length })
    }
    await access(file).catch(() => gone.push(file))
  }
  return gone
}
