/**
 * @file Keeps the address and what the library shows the same. Whoever opens the library by an address sees what it says; whoever
 * comes back to it without one sees what was shown before. What is set in steps can be gone back through; what is typed or drawn
 * is one step.
 */
import { computed, onBeforeUnmount, readonly, ref, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useOtherLibrary } from '../../../connection/use-client.ts'
import { usePhotos } from '../../../stores/photos.ts'
import { queryOf, shownOf, type Query } from './filter-address.ts'

/** An address of a library that was left, which the router may still be at when the view of the next one begins. */
let left: string | undefined

/** @returns whether a filter holds that was set on an earlier visit, and that neither the address nor the person has asked for since. */
export function useFilterAddress(): Readonly<Ref<boolean>> {
  const route = useRoute()
  const router = useRouter()
  const photos = usePhotos()
  const name = route.name

  const shown = computed(() => {
    const { found, ...filter } = photos.filter
    const { order, grouping } = photos
    return { filter, look: found?.typed ?? photos.awaited ?? null, order, grouping }
  })
  const query = computed(() => queryOf(shown.value))
  const isSame = (one: Query, other: Query): boolean => JSON.stringify(one) === JSON.stringify(other)
  /** The route's query as we would write it. */
  const asked = (): Query => queryOf(shownOf(route.query))

  function read(): void {
    const { filter, look, order, grouping } = shownOf(route.query)
    Object.assign(photos.filter, filter)
    Object.assign(photos, { order, grouping })
    if (look !== shown.value.look) {
      photos.filter.found = null
      photos.awaited = look ?? undefined
    }
  }
  /** The navigation of ours that is on its way: what the address says until its end was said before. */
  let writing: Promise<unknown> | undefined
  function write(how: 'push' | 'replace'): void {
    if (route.name !== name) return
    const mine = router[how]({ query: query.value }).finally(() => {
      if (writing === mine) writing = undefined
    })
    writing = mine
  }

  const isLeft = route.fullPath === left
  const isFromAddress = !isLeft && !isSame(asked(), {})
  const isKept = ref(!isFromAddress && photos.isFiltered && !photos.isLinked)
  const linkWasFollowed = (): void => {
    photos.isLinked = false
  }
  linkWasFollowed()
  onBeforeUnmount(linkWasFollowed) // also one from here to here
  if (isFromAddress) read()
  else if (isLeft || !isSame(query.value, asked())) write('replace')
  left = undefined
  useOtherLibrary(() => {
    left = route.fullPath
  })

  watch([query, () => photos.awaited], ([now], [before, awaited]) => {
    isKept.value = false
    if (isSame(now, asked())) return
    // An address whose word was not found is none to go back to: it would lead here again.
    const isRefused = awaited !== undefined && !('look' in now)
    write(isRefused || isOneStep(before, now) ? 'replace' : 'push')
  })
  watch(
    () => route.query,
    () => {
      if (writing === undefined && route.name === name && !isSame(asked(), query.value)) read()
    },
    { flush: 'sync' },
  )

  return readonly(isKept)
}

/** Only what changes by and by differs: text that is typed, a range that is drawn. */
function isOneStep(before: Query, now: Query): boolean {
  const differing = Object.keys({ ...before, ...now }).filter(
    (part) => JSON.stringify(before[part]) !== JSON.stringify(now[part]),
  )
  const isGradual = (part: string): boolean => {
    const [old, next] = [before[part], now[part]]
    if (part === 'quality') return old?.length === next?.length
    return ['text', 'sure', 'from', 'to'].includes(part) && old !== undefined && next !== undefined
  }
  return differing.every(isGradual)
}
