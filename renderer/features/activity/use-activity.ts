/** @file The jobs of the open library: those under way as they move, and those that ended, also before this start. */
import { computed } from 'vue'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useEngineEvent } from '../../connection/use-client.ts'
import { isUnderWay, useJobs } from '../../stores/jobs.ts'

export function useActivity() {
  const jobs = useJobs()
  const { value, error, refresh } = useEngineQuery((engine) => engine.call('jobs', {}))
  useEngineEvent('job', (job) => {
    if (!isUnderWay(job)) void refresh()
  })
  /** What runs before what waits, in the order in which it came. */
  const underWay = computed(() =>
    jobs.underWay.toSorted(
      (a, b) => Number(b.state === 'running') - Number(a.state === 'running') || a.id - b.id,
    ),
  )
  /** With those that began since the list was read; newest first; undefined until they are known. */
  const listed = computed(() => {
    const { value: answer } = value
    if (answer === undefined) return undefined
    const live = new Map(jobs.underWay.map((job) => [job.id, job]))
    const others = answer.jobs.filter(({ id }) => !live.has(id))
    return [...live.values(), ...others].toSorted((a, b) => b.startedAt - a.startedAt || b.id - a.id)
  })
  return { underWay, listed, error, refresh }
}
