/** @file How good the photos are to look at, for a filter: measured once somebody asks for it, and again when photos have come in. */
import { computed, ref, type Ref } from 'vue'
import type { Output } from '../../shared/contract.ts'
import { codeOf } from '../../shared/errors.ts'
import { useEngineQuery } from '../connection/engine-query.ts'
import type { LibraryClient } from '../connection/supervised-client.ts'
import { useOtherLibrary } from '../connection/use-client.ts'
import type { RowQuality } from './photo-tests.ts'
import { factRows } from './row-facts.ts'

interface Wish {
  /** Of all photos, ascending. */
  readonly ids: Readonly<Ref<Int32Array | undefined>>
  /** The filter cannot do without it. */
  readonly isNeeded: Readonly<Ref<boolean>>
  /** It was stopped before it was known. */
  readonly onStopped: () => void
}

/** For a store. */
export function useKnownQuality({ ids, isNeeded, onStopped }: Wish) {
  const isAsked = ref(false)
  const isWanted = computed(() => isNeeded.value || isAsked.value)
  const read = useEngineQuery(measure, { changes: [isWanted], afterIndexing: true, onDemand: true })
  /** Counts libraries that were left: what was stopped with one of them concerns no other. */
  let left = 0
  const quality = computed((): RowQuality | undefined => {
    const measured = read.value.value
    return ids.value && measured && { measured, placeOf: factRows(ids.value, measured.ids) }
  })
  const isMeasuring = computed(
    () => isWanted.value && quality.value === undefined && read.error.value === undefined,
  )

  useOtherLibrary(() => {
    left += 1
    isAsked.value = false
  })
  async function measure(engine: LibraryClient): Promise<Output<'quality'> | undefined> {
    const own = left
    if (!isWanted.value) return undefined
    try {
      return await engine.call('quality', {})
    } catch (thrown) {
      if (codeOf(thrown) === 'cancelled' && own === left) {
        isAsked.value = false
        onStopped()
      }
      throw thrown
    }
  }
  function measureQuality(): void {
    isAsked.value = true
  }

  return { quality, isMeasuring, measureQuality, error: read.error, use: read.use, refresh: read.refresh }
}
