/** @file Offers a training when there are about twice as many labels as the last head was trained on. */
import { computed } from 'vue'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient, useEngineEvent } from '../../connection/use-client.ts'
import { useJobs } from '../../stores/jobs.ts'
import { useLibrary } from '../../stores/library.ts'
import { useToasts } from '../../stores/toasts.ts'

/** With fewer labels a head learns nothing beyond the raw features. */
const FEWEST_LABELS = 40

export function isWorthTraining(labelled: number, classes: number, learnedFrom: number): boolean {
  return classes >= 2 && labelled >= Math.max(FEWEST_LABELS, 2 * learnedFrom)
}

export function useTrainHint() {
  const client = useClient()
  const jobs = useJobs()
  const library = useLibrary()
  const toasts = useToasts()
  /** The most labels that a head for the current features was trained on; unknown until the engine has answered. */
  const { value: learnedFrom, refresh } = useEngineQuery(
    async (engine) => {
      const { heads } = await engine.call('heads', {})
      return Math.max(0, ...heads.filter(({ fits }) => fits).map(({ labels }) => labels))
    },
    { events: ['head'] },
  )
  useEngineEvent('job', ({ kind, state }) => {
    if (kind === 'train' && state === 'done') void refresh()
  })

  const offered = computed(() => {
    const { status } = library
    if (status === undefined || learnedFrom.value === undefined) return false
    if (jobs.running('train') !== undefined) return false
    return isWorthTraining(status.labelled, status.classes.length, learnedFrom.value)
  })

  function train(): void {
    client.call('train', {}).catch(toasts.reportError)
  }

  return { offered, train }
}
