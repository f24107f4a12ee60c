/** @file Offers training when there is about twice as much to learn from as the last head had. */
import { computed, ref } from 'vue'
import { useClient, useEngineEvent, useOtherLibrary, useWhenConnected } from '../../connection/use-client.ts'
import { useJobs } from '../../stores/jobs.ts'
import { useLibrary } from '../../stores/library.ts'
import { useToasts } from '../../stores/toasts.ts'

/** With fewer labels a head learns nothing that the raw features do not know. */
const FEWEST_LABELS = 40

export function isWorthTraining(labelled: number, classes: number, learnedFrom: number): boolean {
  return classes >= 2 && labelled >= Math.max(FEWEST_LABELS, 2 * learnedFrom)
}

export function useTrainHint() {
  const client = useClient()
  const jobs = useJobs()
  const library = useLibrary()
  const toasts = useToasts()
  /** Most labels that a head of now was trained on, which one that waits is not; unknown until the engine has said. */
  const learnedFrom = ref<number>()

  async function read(): Promise<void> {
    const { heads } = await client.call('heads', {}).catch(() => ({ heads: undefined }))
    if (heads === undefined) return
    learnedFrom.value = Math.max(0, ...heads.filter(({ fits }) => fits).map(({ labels }) => labels))
  }
  const readSoon = (): void => void read()
  useWhenConnected(readSoon)
  useEngineEvent('head', readSoon)
  useOtherLibrary(() => {
    learnedFrom.value = undefined
    readSoon()
  })
  useEngineEvent('job', ({ kind, state }) => {
    if (kind === 'train' && state === 'done') readSoon()
  })

  const offered = computed(() => {
    const { status } = library
    if (status === undefined || learnedFrom.value === undefined) return false
    if (jobs.running('train') !== undefined) return false
    return isWorthTraining(status.labelled, status.classes.length, learnedFrom.value)
  })

  function train(): void {
    client.call('train', {}).catch(toasts.complain)
  }

  return { offered, train }
}
