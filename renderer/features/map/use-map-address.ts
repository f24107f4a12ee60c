/** @file Keeps what is seen of the map in its address, so that a reload and the way back show it again. */
import { onBeforeUnmount, watch, type Ref } from 'vue'
import { useRoute, useRouter, type LocationQueryRaw } from 'vue-router'
import { useOtherLibrary } from '../../connection/use-client.ts'
import { queryOfView, viewOfQuery } from './map-address.ts'
import { useMap } from './map-store.ts'
import { COLOURINGS } from './map-points.ts'
import { wholeMap, type Camera, type Size } from './plot/camera.ts'

/** Milliseconds without a move: it is written once for a whole drag, and always in the same entry of the history. */
const REST_MS = 300

interface Seen {
  readonly camera: Readonly<Ref<Camera>>
  readonly size: Readonly<Ref<Size>>
  readonly show: (camera: Camera) => void
}

/** The map that the address names is wanted before one of them is there to be seen, or is drawn because it lacks photos. */
export function wantMapOfAddress(): void {
  const { of } = viewOfQuery(useRoute().query, { width: 0, height: 0 })
  if (of !== undefined) useMap().wanted = of
}

export function useMapAddress({ camera, size, show }: Seen): void {
  const map = useMap()
  const route = useRoute()
  const router = useRouter()
  let timer: number | undefined

  function take(): void {
    const view = viewOfQuery(route.query, size.value)
    if (view.of !== undefined) map.wanted = view.of
    if (view.colouring !== undefined) map.colouring = view.colouring
    if (view.camera !== undefined) show(view.camera)
  }
  /** What an address does not say is as usual. */
  function takeWhole(): void {
    const view = viewOfQuery(route.query, size.value)
    map.wanted = view.of ?? 'features'
    map.colouring = view.colouring ?? COLOURINGS[0]
    show(view.camera ?? wholeMap(size.value))
  }
  function queryNow(): LocationQueryRaw {
    const { wanted: of, colouring } = map
    return queryOfView({ of, camera: camera.value, colouring }, size.value)
  }
  /** Whether the address says what is seen. */
  function isSaid(): boolean {
    const now = queryNow()
    return (['of', 'at', 'colours'] as const).every((part) => route.query[part] === now[part])
  }
  function write(): void {
    if (route.name !== 'map' || size.value.width === 0 || isSaid()) return
    void router.replace({ query: queryNow() })
  }
  function writeSoon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(write, REST_MS)
  }
  watch(
    () => size.value.width > 0,
    (isThere) => {
      if (!isThere) return
      take()
      writeSoon() // what the address does not say is as it was
    },
    { flush: 'post' },
  )
  // Another address was opened while the map is shown.
  watch(
    () => [route.name, route.query.of, route.query.at, route.query.colours],
    ([name]) => {
      if (name === 'map' && size.value.width > 0 && !isSaid()) takeWhole()
    },
  )
  watch([camera, () => map.colouring, () => map.wanted], writeSoon)
  // The place is one of the map that is left.
  useOtherLibrary(() => {
    if (route.name === 'map') void router.replace({ query: {} })
  })
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
  })
}
