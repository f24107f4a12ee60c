/** @file Keeps what is seen of the map in its address, so that a reload and the way back show it again. */
import { onBeforeUnmount, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
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

export function useMapAddress({ camera, size, show }: Seen): void {
  const map = useMap()
  const route = useRoute()
  const router = useRouter()
  let timer: number | undefined

  function take(): void {
    const view = viewOfQuery(route.query, size.value)
    if (view.colouring !== undefined) map.colouring = view.colouring
    if (view.camera !== undefined) show(view.camera)
  }
  /** What an address does not say is as usual. */
  function takeWhole(): void {
    const { camera: asked = wholeMap(size.value), colouring = COLOURINGS[0] } = viewOfQuery(
      route.query,
      size.value,
    )
    map.colouring = colouring
    show(asked)
  }
  function write(): void {
    if (route.name !== 'map' || size.value.width === 0) return
    const query = queryOfView(camera.value, size.value, map.colouring)
    if (route.query.at === query.at && route.query.colours === query.colours) return
    void router.replace({ query })
  }
  function writeSoon(): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(write, REST_MS)
  }
  watch(
    () => size.value.width > 0,
    (isThere) => {
      if (isThere) take()
    },
    { flush: 'post' },
  )
  // Another address was opened while the map is shown.
  watch(
    () => [route.name, route.query.at, route.query.colours],
    ([name, at, colours]) => {
      const now = queryOfView(camera.value, size.value, map.colouring)
      if (name === 'map' && size.value.width > 0 && (at !== now.at || colours !== now.colours)) takeWhole()
    },
  )
  watch([camera, () => map.colouring], writeSoon)
  // The place is one of the map that is left.
  useOtherLibrary(() => {
    if (route.name === 'map') void router.replace({ query: {} })
  })
  onBeforeUnmount(() => {
    window.clearTimeout(timer)
  })
}
