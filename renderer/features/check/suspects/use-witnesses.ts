/** @file Why a label is doubted: the nearest confirmed photos of its class, and of the one that is thought right. */
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Output } from '../../../../shared/contract.ts'
import { useClient } from '../../../connection/use-client.ts'
import type { Suspect } from './suspects-store.ts'

export type Witness = Output<'witnesses'>['classes'][number]['photos'][number]

/** Whoever leafs through quickly is not shown those of each. */
const SETTLED_AFTER_MS = 120
const SHOWN = 8
/** Its label is one that its own neighbours do not bear out. */
const MOSTLY = 0.5

export function mayBeWrong({ agreement }: Witness): boolean {
  return agreement !== null && agreement < MOSTLY
}

/** @returns undefined until they are known; of a class that nothing is known of, none. */
export function useWitnesses(suspect: Readonly<Ref<Suspect | undefined>>) {
  const client = useClient()
  const found = shallowRef<{ own: readonly Witness[]; other: readonly Witness[] }>()
  let search: AbortController | undefined
  let timer: number | undefined

  async function find(wanted: Suspect): Promise<void> {
    search = new AbortController()
    const classes = [wanted.class, wanted.suggested]
    const isWanted = (): boolean => suspect.value?.id === wanted.id
    try {
      const input = { id: wanted.id, classes, count: SHOWN }
      const [own, other] = (await client.call('witnesses', input, { signal: search.signal })).classes
      if (isWanted()) found.value = { own: own.photos, other: other.photos }
    } catch {
      if (isWanted()) found.value = { own: [], other: [] }
    }
  }
  function stop(): void {
    window.clearTimeout(timer)
    search?.abort()
  }
  function findSoon(wanted: Suspect | undefined): void {
    stop()
    found.value = undefined
    if (wanted !== undefined) timer = window.setTimeout(() => void find(wanted), SETTLED_AFTER_MS)
  }
  watch(
    () => suspect.value?.id,
    () => {
      findSoon(suspect.value)
    },
    { immediate: true },
  )
  onScopeDispose(stop)

  return { found, refresh: () => suspect.value && find(suspect.value) }
}
