/** @file Near copies, as the engine found them; where the person draws the line, and which photo of a group they keep. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import { useClient } from '../../../connection/use-client.ts'
import { rowOfPhoto } from '../../../stores/arrange-photos.ts'
import { engineTask } from '../../../stores/engine-task.ts'
import { usePhotos } from '../../../stores/photos.ts'
import { factRows } from '../../../stores/row-facts.ts'
import { useQuality } from '../quality/quality-store.ts'
import { useNotAside } from '../use-not-aside.ts'
import {
  copyGraph,
  countSpare,
  groupCopies,
  groupNow,
  sharpestOf,
  toSettle,
  type CopyFacts,
  type CopyGroup,
  type CopyGroupNow,
  type KeepBy,
} from './group-copies.ts'

/** Percent: at 90 a photo and its copy at half the size, or 15 % brighter, are near copies; two of a burst mostly, too. */
const USUAL = 90

export const useCopies = defineStore('copies', () => {
  const client = useClient()
  const photos = usePhotos()
  const task = engineTask('nearCopies')
  const isNotAside = useNotAside()
  const quality = useQuality()
  const percent = ref(USUAL)
  const keepBy = ref<KeepBy>('largest')
  /** By the first photo of a group the one that the person keeps in its place. */
  const kept = shallowRef<ReadonlyMap<number, number>>(new Map())
  /** First photos of the groups that are being given one class. */
  const settling = shallowRef<ReadonlySet<number>>(new Set())
  client.onOtherLibrary(() => {
    kept.value = new Map()
    settling.value = new Set()
    percent.value = USUAL
    keepBy.value = 'largest'
  })

  const graph = computed(() => task.result.value && copyGraph(task.result.value))
  /** By what is known now. */
  const facts: CopyFacts = {
    classOf: (place) => {
      const { columns } = photos
      const row = columns === undefined ? -1 : rowOfPhoto(columns, idOf(place))
      if (columns === undefined || row < 0 || columns.confirmed[row] === 0) return null
      return columns.classes[columns.classOf[row]]
    },
    isAside: (place) => !isNotAside(idOf(place)),
  }
  /** They stay where they are whatever is decided: a click that comes late must not hit another group. */
  const groups = shallowRef<readonly CopyGroup[]>([])
  const spare = computed(() => countSpare(groups.value.map(now)))

  /** Makes the groups anew, for the line as it is and the classes that the photos have now. */
  function arrange(): void {
    const { value: known } = graph
    groups.value = known === undefined ? [] : groupCopies(known, percent.value / 100, facts)
  }
  watch([graph, percent, () => photos.columns === undefined], arrange)

  /** By place; undefined until it is measured. */
  const sharpness = computed(() => {
    const { value: copies } = task.result
    const { result: measured } = quality
    if (copies === undefined || measured === undefined) return undefined
    const rows = factRows(copies.ids, measured.ids)
    return Float32Array.from(rows, (row) => (row < 0 ? Number.NaN : measured.sharpness[row]))
  })

  function idOf(place: number): number {
    return task.result.value?.ids[place] ?? 0
  }
  function now(group: CopyGroup): CopyGroupNow {
    return groupNow(group, facts)
  }
  function keptOf(group: CopyGroup): number {
    const { members } = group
    const chosen = kept.value.get(members[0])
    if (chosen !== undefined && members.includes(chosen) && !facts.isAside(chosen)) return chosen
    const { open } = now(group)
    const { value: copies } = task.result
    if (open.length === 0 || copies === undefined) return members[0]
    return keepBy.value === 'sharpest' && sharpness.value !== undefined
      ? sharpestOf(copies, open, sharpness.value, facts)
      : open[0]
  }
  function keep({ members }: CopyGroup, place: number): void {
    kept.value = new Map(kept.value).set(members[0], place)
  }
  /** The photos of a group beside the one to keep. */
  function othersOf(group: CopyGroup): number[] {
    const own = keptOf(group)
    return now(group)
      .open.filter((place) => place !== own)
      .map(idOf)
  }
  /** How many photos of a group would get this class so that all have it. */
  function countToSettle(group: CopyGroup, className: string): number {
    return toSettle(now(group), className, facts).length
  }
  /** One decision: those of the group that have another class get this one. */
  async function settle(group: CopyGroup, className: string): Promise<void> {
    const [first] = group.members
    const ids = toSettle(now(group), className, facts).map(idOf)
    if (settling.value.has(first) || ids.length === 0) return
    settling.value = new Set(settling.value).add(first)
    try {
      await photos.relabel(ids, className, 'confirmed')
    } finally {
      settling.value = new Set([...settling.value].filter((other) => other !== first))
    }
  }
  async function look(): Promise<void> {
    if (await task.run({})) kept.value = new Map()
  }

  return {
    ...{ keepBy, sharpness },
    ...{ ...task, percent, groups, spare, settling, classOf: facts.classOf, isAside: facts.isAside },
    ...{ arrange, now, keptOf, othersOf, keep, countToSettle, settle, look },
  }
})
