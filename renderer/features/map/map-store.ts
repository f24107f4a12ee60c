/** @file The maps of the open library: of the photos' features, and of the trained version in use; drawing them, and how they are shown. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { MapOf } from '../../../shared/contract/map.ts'
import { useEngineQuery } from '../../connection/engine-query.ts'
import { useClient } from '../../connection/use-client.ts'
import { engineTask } from '../../stores/engine-task.ts'
import { usePhotos } from '../../stores/photos.ts'
import { legendOf, mapPoints, type Colouring } from './map-points.ts'

export const useMap = defineStore('map', () => {
  const client = useClient()
  const photos = usePhotos()
  const task = engineTask('drawMap')
  const when = { events: ['map', 'head'], onDemand: true } as const // of all photos
  const maps = {
    features: useEngineQuery((engine) => engine.call('map', { of: 'features' }), when),
    head: useEngineQuery((engine) => engine.call('map', { of: 'head' }), when),
  }
  const wanted = ref<MapOf>('features')
  const colouring = ref<Colouring>('class')
  /** Classes that are not shown, by name; '' is for photos without one. */
  const hidden = ref<ReadonlySet<string>>(new Set())

  client.onOtherLibrary(() => {
    wanted.value = 'features'
    hidden.value = new Set()
  })

  const hasHead = computed(() => maps.head.value.value?.isPossible === true)
  const of = computed<MapOf>(() => (hasHead.value ? wanted.value : 'features'))
  const current = computed(() => maps[of.value].value.value)
  const error = computed(() => maps[of.value].error.value)
  const isDrawn = computed(() => (current.value?.drawnAt ?? null) !== null)
  const points = computed(() =>
    photos.columns === undefined || current.value === undefined
      ? undefined
      : mapPoints(photos.columns, current.value),
  )
  const legend = computed(() => (photos.columns === undefined ? [] : legendOf(photos.columns)))

  function use(): void {
    maps.features.use()
    maps.head.use()
  }
  async function refresh(): Promise<void> {
    await Promise.all([maps.features.refresh(), maps.head.refresh()])
  }
  async function draw(anew = false): Promise<void> {
    await task.run({ of: of.value, anew })
    if (task.error.value === undefined) await refresh()
  }
  function toggleClass(name: string): void {
    const next = new Set(hidden.value)
    if (!next.delete(name)) next.add(name)
    hidden.value = next
  }
  function showAll(): void {
    hidden.value = new Set()
  }

  return {
    ...{ wanted, of, colouring, hidden, hasHead, current, error, isDrawn, points, legend },
    ...{ use, refresh, draw, toggleClass, showAll },
    ...{ job: task.job, underWay: task.underWay, cancelling: task.cancelling, cancel: task.cancel },
    ...{ drawError: task.error },
  }
})
