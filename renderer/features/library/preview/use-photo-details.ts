/** @file What is known about the photo that is shown large, and the photos most like it; kept fresh while it is shown. */
import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { Output } from '../../../../shared/contract.ts'
import { AppError } from '../../../../shared/errors.ts'
import { useClient, useEngineEvent } from '../../../connection/use-client.ts'

export type Details = Output<'photo'>
export type Neighbour = Output<'neighbours'>['neighbours'][number]

const NEIGHBOURS = 16
/** Whoever leafs through photos quickly is not shown the likes of each. */
const SETTLED_AFTER_MS = 150

export function usePhotoDetails(id: Ref<number>) {
  const client = useClient()
  const details = shallowRef<Details>()
  const neighbours = shallowRef<readonly Neighbour[]>()
  const error = ref<AppError>()
  let search: AbortController | undefined
  let timer: number | undefined

  async function readDetails(): Promise<void> {
    const wanted = id.value
    try {
      const found = await client.call('photo', { id: wanted })
      if (wanted === id.value) details.value = found
    } catch (thrown) {
      if (wanted === id.value) error.value = AppError.from(thrown)
    }
  }
  async function findNeighbours(): Promise<void> {
    const wanted = id.value
    search = new AbortController()
    try {
      const found = await client.call(
        'neighbours',
        { id: wanted, count: NEIGHBOURS },
        { signal: search.signal },
      )
      if (wanted === id.value) neighbours.value = found.neighbours
    } catch {
      if (wanted === id.value) neighbours.value = [] // a photo without features yet has none; the rest is shown by `details`
    }
  }
  function stop(): void {
    window.clearTimeout(timer)
    search?.abort()
  }
  function read(): void {
    stop()
    error.value = undefined
    neighbours.value = undefined
    void readDetails()
    timer = window.setTimeout(() => void findNeighbours(), SETTLED_AFTER_MS)
  }
  watch(id, read, { immediate: true })
  useEngineEvent('decided', () => void readDetails())
  useEngineEvent('head', () => void readDetails())
  onScopeDispose(stop)

  return { details, neighbours, error }
}
