/** @file The photos most like one that is shown large; who leafs through photos quickly is not shown those of each. */
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Input, Output } from '../../../shared/contract.ts'
import { useClient } from '../../connection/use-client.ts'

export type Neighbour = Output<'neighbours'>['neighbours'][number]

const SETTLED_AFTER_MS = 150

/**
 * @param id of the photo; undefined for none, which has none
 * @returns nearest first; undefined until they are known, empty also for a photo without features yet
 */
export function useNeighbours(
  id: Ref<number | undefined>,
  options: Pick<Input<'neighbours'>, 'count' | 'labelled'>,
): Readonly<Ref<readonly Neighbour[] | undefined>> {
  const client = useClient()
  const neighbours = shallowRef<readonly Neighbour[]>()
  let search: AbortController | undefined
  let timer: number | undefined

  async function find(wanted: number): Promise<void> {
    search = new AbortController()
    const { signal } = search
    try {
      const found = await client.call('neighbours', { id: wanted, ...options }, { signal })
      if (wanted === id.value) neighbours.value = found.neighbours
    } catch {
      if (wanted === id.value) neighbours.value = []
    }
  }
  function stop(): void {
    window.clearTimeout(timer)
    search?.abort()
  }
  watch(
    id,
    (wanted) => {
      stop()
      neighbours.value = undefined
      if (wanted !== undefined) timer = window.setTimeout(() => void find(wanted), SETTLED_AFTER_MS)
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return neighbours
}
