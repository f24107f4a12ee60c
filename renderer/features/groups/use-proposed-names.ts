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
  let inSight: readonly GroupCard[] = []
  /** Forgotten, with what is under way, when other names are wanted. */
  let asked = new Set<number>()
  let isAsking = false

  // A group that was merged or split shows other photos.
  watch([() => groups.shown?.id, () => settings.spoken], ([id], [before]) => {
    names.value = new Map()
    asked = new Set()
    if (id === before) void propose(inSight)
    else inSight = []
  })

  /** Asks for those of which nothing is known yet, until all that are in sight then have been asked for. */
  async function propose(cards: readonly GroupCard[]): Promise<void> {
    inSight = cards
    if (isAsking) return
    isAsking = true
    try {
      for (let next = unknown(); next.length > 0; next = unknown()) await ask(next)
    } finally {
      isAsking = false
    }
  }
  function unknown(): GroupCard[] {
    return inSight.filter((each) => !asked.has(each.group) && isNameless(each)).slice(0, AT_ONCE)
  }
  async function ask(cards: readonly GroupCard[]): Promise<void> {
    const mine = asked
    for (const { group } of cards) mine.add(group)
    const photos = cards.map((card) => [...card.photos.subarray(0, TYPICAL)])
    try {
      const found = await client.call('proposeNames', { photos, language: settings.spoken })
      if (mine !== asked) return
      names.value = new Map([
        ...names.value,
        ...cards.map(({ group }, i) => [group, found.names[i]] as const),
      ])
    } catch {
      // Names are a help, no more: the groups are shown without them, and asked for again when others come into sight.
      if (mine !== asked) return
      inSight = []
      for (const { group } of cards) mine.delete(group)
    }
  }

  return { names, propose }
}

function isNameless({ commonest, suggestion }: GroupCard): boolean {
  return commonest === undefined && suggestion === undefined
}
