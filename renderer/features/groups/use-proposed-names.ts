/** @file Names for groups that have no class yet, by what the network sees in their most typical photos: asked for those in sight. */
import { shallowRef, watch } from 'vue'
import { useClient } from '../../connection/use-client.ts'
import { useSettings } from '../../stores/settings.ts'
import type { GroupCard } from './group-cards.ts'
import { useGroups } from './groups-store.ts'

/** Photos that speak for a group, and groups that are asked for at once. */
const TYPICAL = 9
const AT_ONCE = 30

export function useProposedNames() {
  const client = useClient()
  const groups = useGroups()
  const settings = useSettings()
  /** By the number of the group. */
  const names = shallowRef<ReadonlyMap<number, readonly string[]>>(new Map())
  let asked = new Set<number>()

  // A group that was merged or split shows other photos.
  watch([() => groups.grouping?.grouping?.id, () => settings.spoken], () => {
    names.value = new Map()
    asked = new Set()
  })

  /** Asks for those of which nothing is known yet. */
  async function propose(cards: readonly GroupCard[]): Promise<void> {
    const mine = asked
    const unknown = cards.filter((each) => !mine.has(each.group) && isNameless(each)).slice(0, AT_ONCE)
    if (unknown.length === 0) return
    for (const { group } of unknown) mine.add(group)
    const photos = unknown.map((card) => [...card.photos.subarray(0, TYPICAL)])
    try {
      const found = await client.call('proposeNames', { photos, language: settings.spoken })
      if (mine !== asked) return
      names.value = new Map([
        ...names.value,
        ...unknown.map(({ group }, i) => [group, found.names[i]] as const),
      ])
    } catch {
      // Names are a help, no more: the groups are shown without them.
    }
  }

  return { names, propose }
}

function isNameless({ commonest, suggestion }: GroupCard): boolean {
  return commonest === undefined && suggestion === undefined
}
