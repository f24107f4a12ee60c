/** @file A job of the engine that a view asks for and whose answer it shows: under way, its result, what went wrong. */
import { computed, ref, shallowRef } from 'vue'
import type { Input, Output } from '../../shared/contract.ts'
import type { AppError } from '../../shared/errors.ts'
import { useClient } from '../connection/use-client.ts'
import { reportableError } from '../connection/reportable-error.ts'
import { useJobs } from './jobs.ts'

/** Methods that run as a job of their own name, decide nothing, and answer with what they found. */
type TaskName =
  | 'tune'
  | 'compare'
  | 'suspects'
  | 'outliers'
  | 'nearCopies'
  | 'quality'
  | 'associations'
  | 'findLabels'
  | 'findFolders'
  | 'suggest'
  | 'search'
  | 'group'
  | 'drawMap'

/** For the setup of a store, so that the result outlives the view. Another library has none yet. */
export function engineTask<M extends TaskName>(method: M) {
  const client = useClient()
  const jobs = useJobs()
  const result = shallowRef<Output<M>>()
  const error = shallowRef<AppError>()
  const starting = ref(false)
  const cancelling = ref(false)
  /** Counts what was begun and forgotten: an answer that comes after that is no longer wanted. */
  let turn = 0

  const job = computed(() => jobs.running(method))
  const underWay = computed(() => starting.value || job.value !== undefined)

  client.onOtherLibrary(forget)

  /** @returns whether there is a new result */
  async function run(input: Input<M>): Promise<boolean> {
    if (underWay.value) return false
    const own = ++turn
    starting.value = true
    error.value = undefined
    try {
      const answer = await client.call(method, input)
      if (own === turn) result.value = answer
      return own === turn
    } catch (thrown) {
      if (own !== turn) return false
      dismissFailed() // the view that asked shows it
      error.value = reportableError(thrown)
      return false
    } finally {
      if (own === turn) {
        starting.value = false
        cancelling.value = false
      }
    }
  }
  function dismissFailed(): void {
    for (const { id, kind, state } of jobs.records.values()) {
      if (kind === method && state === 'failed') jobs.dismiss(id)
    }
  }
  async function cancel(): Promise<void> {
    if (job.value === undefined) return
    cancelling.value = true
    try {
      await jobs.cancel(job.value.id)
    } catch (thrown) {
      cancelling.value = false
      error.value = reportableError(thrown)
    }
  }
  function forget(): void {
    turn += 1
    result.value = undefined
    error.value = undefined
    starting.value = false
    cancelling.value = false
  }

  return { result, error, job, underWay, cancelling, run, cancel, forget }
}
