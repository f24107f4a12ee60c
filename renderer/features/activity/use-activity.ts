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
  /** What runs before what waits. */
  const underWay = computed(() =>
    jobs.visible
      .filter(isUnderWay)
      .toSorted((a, b) => Number(b.state === 'running') - Number(a.state === 'running')),
  )
  /** Newest first; undefined until they are known. */
  const listed = computed(() => value.value?.jobs)
  return { underWay, listed, error, refresh }
}
