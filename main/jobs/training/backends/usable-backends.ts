/** @file Which backends can train on this machine; a backend that was never tested is self-tested first. */
import {
  comparedBackends,
  isOnlyWhenNamed,
  type BackendReport,
} from '../../../../shared/contract/backends.ts'
import type { BackendName } from '../../../../shared/domain.ts'
import { AppError, throwIfCancelled } from '../../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import { whyAbsent } from '../../../model/backends/loaders.ts'
import { chosenIfUsable, probeBackends } from '../../../model/backends/probe.ts'
import type { JobContext } from '../../context.ts'
import { testBackend } from './test-backends.ts'

type Context = Pick<JobContext, 'cacheFolder' | 'signal' | 'openWindow'>

/**
 * Fastest first: the backends that are installed, passed their self-test and really are what they claim to be. @throws
 * AppError `cancelled`
 */
export async function everyBackend(context: Context): Promise<BackendName[]> {
  return comparedBackends(await tested(context, ({ name, available }) => available && !isOnlyWhenNamed(name)))
}

/**
 * Checks the named backends before minutes are spent on a job.
 * @throws AppError `backend-unavailable` when one of them is missing or failed its self-test, `cancelled`
 */
export async function requireBackends(context: Context, names: readonly BackendName[]): Promise<void> {
  const reports = await tested(context, ({ name, available }) => available && names.includes(name))
  for (const { name, available, selfTest } of reports) {
    if (!names.includes(name)) continue
    if (!available) throw unusable(name, whyAbsent(name))
    if (selfTest?.passed === false) throw unusable(name, sentence('backend-untrusted'))
  }
}

/**
 * The one that the person chose, where it is there and works: what trains and embeds if the call names none. One that was never
 * tested is tested first: a job that names it would fail where the fastest one could do it.
 * @throws AppError `cancelled`
 */
export async function chosenBackend(
  context: Context & Pick<JobContext, 'preferences'>,
): Promise<BackendName | undefined> {
  const chosen = context.preferences?.backend ?? null
  if (chosen === null) return undefined
  const reports = await tested(context, ({ name, available }) => available && name === chosen)
  return chosenIfUsable(reports, chosen)
}

function unusable(name: BackendName, problem: Sentence): AppError {
  return new AppError('backend-unavailable', sentence('about', { subject: name, problem }))
}

async function tested(
  context: Context,
  isWanted: (report: BackendReport) => boolean,
): Promise<BackendReport[]> {
  const { cacheFolder, signal, openWindow } = context
  const probe = () => probeBackends(cacheFolder, openWindow !== undefined)
  for (const report of probe()) {
    throwIfCancelled(signal)
    const isOpen = report.selfTest === null && report.name !== 'cpu'
    if (isOpen && isWanted(report)) await testBackend(report.name, context)
  }
  throwIfCancelled(signal)
  return probe()
}
