/** @file What a network from elsewhere suggests, class by class. Pure. */
import type { Output } from '../../../shared/contract.ts'

/** The different names in a list that was typed or pasted: one on each line, or separated by commas or semicolons, also Chinese ones. */
export function namesIn(text: string): string[] {
  const names = text.split(/[\n,;，；、]/).map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))]
}

export type Suggestion = Output<'suggest'>['suggestions'][number]

export interface SuggestedClass {
  readonly name: string
  /** At least as probable as chosen; most probable first. */
  readonly photos: readonly Suggestion[]
}

/**
 * @param suggestions surest first
 * @param labelled photos that have a label by now
 * @param atLeast probability
 * @returns the largest class first, and how many photos are less sure
 */
export function groupSuggestions(
  suggestions: readonly Suggestion[],
  labelled: ReadonlySet<number>,
  atLeast: number,
): { classes: SuggestedClass[]; lessSure: number } {
  const open = suggestions.filter(({ id }) => !labelled.has(id))
  const sure = open.filter(({ probability }) => probability >= atLeast)
  const classes = [...Map.groupBy(sure, (each) => each.class)]
    .map(([name, photos]) => ({ name, photos }))
    .sort((a, b) => b.photos.length - a.photos.length || a.name.localeCompare(b.name))
  return { classes, lessSure: open.length - sure.length }
}
