/** @file Near copies, as the engine found them; where the person draws the line, and which photo of a group they keep. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { useClient } from '../../../connection/use-client.ts'
import { rowOfPhoto } from '../../../stores/arrange-photos.ts'
import { engineTask } from '../../../stores/engine-task.ts'
import { usePhotos } from '../../../stores/photos.ts'
import { useNotAside } from '../use-not-aside.ts'
import { countSpare, groupCopies, type CopyGroup } from './group-copies.ts'

/** Percent: at 90 a photo and its copy at half the size, or 15 % brighter, are near copies; two of a burst mostly, too. */
const USUAL = 90

export const useCopies = defineStore('copies', () => {
  const client = useClient()
  const photos = usePhotos()
  const task = engineTask('nearCopies')
  const isNotAside = useNotAside()
  const percent = ref(USUAL)
  /** By the first photo of a group the one that the person keeps in its place. */
  const kept = shallowRef<ReadonlyMap<number, number>>(new Map())
  client.onOtherLibrary(() => {
    kept.value = new Map()
    percent.value = USUAL
  })

  const classes = computed(() => {
    const ids = task.result.value?.ids ?? new Int32Array()
    const { columns } = photos
    return Array.from(ids, (id) => {
      const row = columns === undefined ? -1 : rowOfPhoto(columns, id)
      if (columns === undefined || row < 0 || columns.confirmed[row] === 0) return null
      return columns.classes[columns.classOf[row]]
    })
  })
  const groups = computed((): CopyGroup[] => {
    const { value: found } = task.result
    if (found === undefined) return []
    return groupCopies(found, percent.value / 100, {
      classOf: (place) => classes.value[place],
      isAside: (place) => !isNotAside(found.ids[place]),
    })
  })
  const spare = computed(() => countSpare(groups.value))

  function keptOf({ members }: CopyGroup): number {
    const chosen = kept.value.get(members[0])
    return chosen !== undefined && members.includes(chosen) ? chosen : members[0]
  }
  function keep({ members }: CopyGroup, place: number): void {
    kept.value = new Map(kept.value).set(members[0], place)
  }
  /** The photos of a group beside the one to keep. */
  function othersOf(group: CopyGroup): number[] {
    const { value: found } = task.result
    const own = keptOf(group)
    return found === undefined
      ? []
      : group.members.filter((place) => place !== own).map((place) => found.ids[place])
  }
  async function look(): Promise<void> {
    if (await task.run({})) kept.value = new Map()
  }

  return { ...task, percent, classes, groups, spare, keptOf, othersOf, keep, look }
})
