/** @file What the engine is busy with, and what ended while this window was open. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { JobKind } from '../../shared/jobs.ts'
import type { JobRecord } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { useClient } from '../connection/use-client.ts'
import { useToasts } from './toasts.ts'

/** A job that ends sooner is not worth a line on the screen. */
const WORTH_SHOWING_MS = 600
/** The last job that ended well stays this long. */
const FADES_AFTER_MS = 8_000
const NOT_BEGUN = ['not-found', 'bad-input', 'read-only', 'disconnected']

export const useJobs = defineStore('jobs', () => {
  const client = useClient()
  const toasts = useToasts()
  const records = ref(new Map<number, JobRecord>())
  /** Jobs that have a line in the jobs bar. */
  const shown = ref(new Set<number>())
  /** Jobs that were asked to stop. */
  const stopping = ref(new Set<number>())
  /** Jobs that are done again now. */
  const repeating = ref(new Set<number>())

  client.whenConnected(() => void refresh())
  client.on('job', take)
  client.onOtherLibrary(() => {
    records.value.clear()
    shown.value.clear()
    stopping.value.clear()
    repeating.value.clear()
  })

  async function refresh(): Promise<void> {
    const answer = await client.call('jobs', {}).catch(() => undefined)
    if (answer === undefined) return // the next connection asks again
    const { jobs } = answer
    for (const job of jobs) {
      // Of what ended before this window looked, only what it had seen running concerns anyone now.
      if (isUnderWay(job) || records.value.has(job.id)) take(job)
    }
    forgetLost(new Set(jobs.map(({ id }) => id)))
  }

  /** Jobs that ran in an engine that died, and left no trace in the library. */
  function forgetLost(known: ReadonlySet<number>): void {
    for (const job of records.value.values()) {
      if (!isUnderWay(job) || known.has(job.id)) continue
      records.value.delete(job.id)
      shown.value.delete(job.id)
    }
  }

  function take(job: JobRecord): void {
    const isNew = !records.value.has(job.id)
    records.value.set(job.id, job)
    if (isUnderWay(job)) {
      if (isNew)
        window.setTimeout(() => {
          showIfUnderWay(job.id)
        }, WORTH_SHOWING_MS)
    } else if (job.state === 'failed') shown.value.add(job.id)
    else if (!shown.value.has(job.id)) records.value.delete(job.id)
    else
      window.setTimeout(() => {
        dismiss(job.id)
      }, FADES_AFTER_MS)
  }

  function showIfUnderWay(id: number): void {
    const job = records.value.get(id)
    if (job !== undefined && isUnderWay(job)) shown.value.add(id)
  }

  function dismiss(id: number): void {
    shown.value.delete(id)
    const job = records.value.get(id)
    if (job !== undefined && !isUnderWay(job)) records.value.delete(id)
  }

  async function cancel(id: number): Promise<void> {
    await client.call('cancel', { job: id })
  }
  /** As `cancel`, for a button that shows it: shows an error. */
  async function stop(id: number): Promise<void> {
    stopping.value.add(id)
    try {
      await cancel(id)
    } catch (thrown) {
      stopping.value.delete(id)
      toasts.reportError(thrown)
    }
  }

  /** Asks for a job once more. What it comes to is said in the list of jobs; here, why it could not begin. */
  async function repeat(id: number): Promise<void> {
    if (repeating.value.has(id)) return
    repeating.value.add(id)
    try {
      await client.call('repeatJob', { job: id })
    } catch (thrown) {
      const { code } = AppError.from(thrown)
      if (NOT_BEGUN.some((each) => each === code)) toasts.reportError(thrown)
    } finally {
      repeating.value.delete(id)
    }
  }

  const underWay = computed(() => [...records.value.values()].filter(isUnderWay))
  /** Newest first; what is under way before what has ended. */
  const visible = computed(() =>
    [...records.value.values()]
      .filter(({ id }) => shown.value.has(id))
      .sort((a, b) => Number(isUnderWay(b)) - Number(isUnderWay(a)) || b.startedAt - a.startedAt),
  )
  /** The job of this kind that runs or waits, if any. */
  function running(kind: JobKind): JobRecord | undefined {
    return underWay.value.find((job) => job.kind === kind)
  }

  return { records, underWay, visible, running, stopping, repeating, cancel, stop, repeat, dismiss, refresh }
})

export function isUnderWay({ state }: Pick<JobRecord, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}
