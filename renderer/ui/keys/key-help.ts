/** @file The keys as a person reads them: all of them in the help, and one on a button. Read out of keymap.ts. */
import { KEYMAP, type KeyLine } from './keymap.ts'
import type { KeyAction, KeyPlace } from './press.ts'

export interface KeyGroup {
  /** Of the words `keys.groups`. */
  readonly place: KeyPlace
  /** Names, of the words `keys.names` (see key-words.ts), and what they do, of `keys.does`. */
  readonly rows: readonly { readonly names: readonly string[]; readonly says: string }[]
}

/** Keys that do the same share a row. @param first places whose keys are wanted most */
export function keyHelp(first: readonly KeyPlace[] = []): KeyGroup[] {
  const lines: readonly KeyLine[] = KEYMAP
  const shown = lines.flatMap(({ in: place, help }) =>
    help === undefined ? [] : [{ place, name: help[0], says: help[1] }],
  )
  const byPlace = Map.groupBy(shown, ({ place }) => place)
  const places = [...first.filter((place) => byPlace.has(place)), ...byPlace.keys()]
  return [...new Set(places)].map((place) => ({
    place,
    rows: [...Map.groupBy(byPlace.get(place) ?? [], ({ says }) => says)].map(([says, same]) => ({
      says,
      names: [...new Set(same.map(({ name }) => name))],
    })),
  }))
}

/** The key that does something there, of the words `keys.names`. @throws Error where the help is silent about it. */
export function keyName<P extends KeyPlace>(place: P, action: KeyAction<P>): string {
  const lines: readonly KeyLine[] = KEYMAP
  const name = lines.find((line) => line.in === place && line.does === action)?.help?.[0]
  if (name === undefined) throw new Error(`The help names no key for "${action}" in "${place}".`)
  return name
}
