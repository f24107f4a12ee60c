/** @file The maps of the open library: of the photos' features, and of the trained version in use; drawing them, and how they are shown. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { MapOf } from '../../../shared/contract/map.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient, useEngineEvent } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { useLibrary } from '../../stores/library.ts'
import { usePhotos } from '../../stores/photos.ts'
import type { Rgb } from '../../ui/class-colour/class-colour.ts'
import { legendOf, mapPoints, stillHidden, type Colouring } from './map-points.ts'

export const useMap = defineStore('map', () => {
  const client = useClient()
  const library = useLibrary()
  const photos = usePhotos()
  const task = engineTask('drawMap')
  const when = { events: ['map', 'head'], onDemand: true } as const // of all photos
  const maps = {
    features: useEngineQuery((engine) => engine.call('map', { of: 'features' }), when),
    head: useEngineQuery((engine) => engine.call('map', { of: 'head' }), when),
  }
  const grouping = useEngineQuery((engine) => engine.call('grouping', {}), {
    events: ['grouping', 'head'],
    onDemand: true,
  })
  const wanted = ref<MapOf>('features')
  const colouring = ref<Colouring>('class')
  /** The colours of classes, as the window's theme has them. */
  const palette = shallowRef<readonly Rgb[]>([])
  /** Classes that are not shown, by name; '' is for photos without one. */
  const hidden = ref<ReadonlySet<string>>(new Set())
  /** How many photos each map lacked when it was last drawn. */
  const tried = new Map<MapOf, number>()

  client.onOtherLibrary(() => {
    wanted.value = 'features'
    hidden.value = new Set()
    tried.clear()
  })
  useEngineEvent('head', () => {
    tried.delete('head') // it has another map
  })

  const drawnMap = (of: MapOf) => {
    const map = maps[of].value.value
    return map?.drawnAt === null ? undefined : map
  }
  const hasHead = computed(() => maps.head.value.value?.isPossible === true)
  /** One that cannot be read is as good as none: the map before training is there meanwhile. */
  const isHeadKnown = computed(
    () => maps.head.value.value !== undefined || maps.head.error.value !== undefined,
  )
  /** Nothing is drawn, nor said to be missing, before it is known whether there is a trained version. */
  const of = computed<MapOf>(() => (hasHead.value || !isHeadKnown.value ? wanted.value : 'features'))
  const current = computed(() => maps[of.value].value.value)
  const error = computed(() => maps[of.value].error.value)
  const isDrawn = computed(() => drawnMap(of.value) !== undefined)
  /** Until a map is drawn the other one stays in sight, and the way back to it. */
  const seen = computed(() => drawnMap(of.value) ?? drawnMap(of.value === 'head' ? 'features' : 'head'))
  const points = computed(() =>
    photos.ids === undefined || seen.value === undefined
      ? undefined
      : mapPoints({ ids: photos.ids }, seen.value),
  )
  /** Photos that are not on the map that is wanted. */
  const lacking = computed(() => {
    if (photos.ids === undefined || current.value === undefined) return 0
    return isDrawn.value ? (points.value?.lacking ?? 0) : photos.ids.length
  })
  const legend = computed(() =>
    photos.columns === undefined ? [] : legendOf(photos.columns, library.classNumber, palette.value),
  )

  // A class that came back, or a new one of that name, is not hidden without a sign.
  watch(legend, (now) => {
    if (photos.columns !== undefined) hidden.value = stillHidden(hidden.value, now)
  })

  function use(): void {
    maps.features.use()
    maps.head.use()
    grouping.use()
  }
  async function refresh(): Promise<void> {
    await Promise.all([maps.features.refresh(), maps.head.refresh()])
  }
  async function draw(anew = false): Promise<void> {
    tried.set(of.value, lacking.value)
    await task.run({ of: of.value, anew })
    if (task.error.value === undefined) await refresh()
  }
  /** Without a question; not again by itself where that was stopped, has failed, or could not place them all. */
  function drawLacking(): void {
    if (lacking.value === 0) tried.delete(of.value)
    else if (!task.underWay.value && current.value?.isPossible === true) {
      if (tried.get(of.value) !== lacking.value) void draw()
    }
  }
  function toggleClass(name: string): void {
    const next = new Set(hidden.value)
    if (!next.delete(name)) next.add(name)
    hidden.value = next
  }
  const isAlone = (name: string): boolean =>
    legend.value.length > 1 &&
    legend.value.every((each) => hidden.value.has(each.name) === (each.name !== name))
  /** This class and no other, as one expects of a click on its name; of that which is alone already, all of them again. */
  function showAlone(name: string): void {
    const others = legend.value.filter((each) => each.name !== name)
    hidden.value = new Set(isAlone(name) ? [] : others.map((each) => each.name))
  }
  function showAll(): void {
    hidden.value = new Set()
  }

  return {
    ...{ wanted, of, colouring, palette, hidden, hasHead, current, error, isDrawn, points, lacking, legend },
    ...{ grouping: grouping.value, groupingError: grouping.error },
    ...{ use, refresh, draw, drawLacking, toggleClass, isAlone, showAlone, showAll },
    ...{ job: task.job, underWay: task.underWay, cancelling: task.cancelling, cancel: task.cancel },
    ...{ drawError: task.error },
  }
})
