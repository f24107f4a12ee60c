/** @file Why a label is doubted: the nearest confirmed photos of its class, and of the one that is thought right. */
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Output } from '../../../../shared/contract.ts'
import type { AppError } from '../../../../shared/errors.ts'
import { reportableError } from '../../../connection/reportable-error.ts'
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
  /** Why they could not be found. */
  const error = shallowRef<AppError>()
  let search: AbortController | undefined
  let timer: number | undefined

  /** One at a time: the answer of a search that another one followed is not shown. */
  async function find(wanted: Suspect): Promise<void> {
    search?.abort()
    const own = new AbortController()
    search = own
    const classes = [wanted.class, wanted.suggested]
    try {
      const input = { id: wanted.id, classes, count: SHOWN }
      const answer = (await client.call('witnesses', input, { signal: own.signal })).classes
      if (search !== own) return
      found.value = { own: answer[0].photos, other: answer[1].photos }
      error.value = undefined
    } catch (thrown) {
      if (search === own) error.value = reportableError(thrown)
    }
  }
  function stop(): void {
    window.clearTimeout(timer)
    search?.abort()
    search = undefined
  }
  function findSoon(wanted: Suspect | undefined): void {
    stop()
    found.value = undefined
    error.value = undefined
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

  /** What was found stays until there is more. */
  function refresh(): void {
    if (suspect.value !== undefined) void find(suspect.value)
  }
  return { found, error, refresh }
}
