/**
 * @file Stacks of near copies on a page: chosen by one photo of each, shown whole. What makes a stack:
 * main/group/duplicates.ts.
 */

/** [n] the lowest row of each row's stack, itself where it is in none; undefined where each photo is asked about by itself. */
export type Stacks = Int32Array | undefined

/** The most photos of a tile: more near copies than that are several tiles. */
export const LARGEST_STACK = 60

/** The rows in the given order, of each stack only the first one. */
export function oneOfEachStack(rows: readonly number[], stacks: Stacks): readonly number[] {
  if (stacks === undefined) return rows
  const seen = new Set<number>()
  return rows.filter((index) => {
    const isFirst = !seen.has(stacks[index])
    seen.add(stacks[index])
    return isFirst
  })
}

/**
 * For each row its tile: the row itself, then the other rows of its stack for which `isOpen` holds, ascending. A tile of more
 * than 60 rows holds those around the given one.
 * @param rows of each stack at most one
 */
export function tilesOf(
  rows: readonly number[],
  stacks: Stacks,
  isOpen: (index: number) => boolean,
): number[][] {
  const members = new Map(rows.map((index) => [stacks?.[index] ?? index, [] as number[]]))
  stacks?.forEach((stack, index) => {
    if (isOpen(index)) members.get(stack)?.push(index)
  })
  return rows.map((first) => {
    const stack = (members.get(stacks?.[first] ?? first) ?? []).filter((index) => index !== first)
    const from = LARGEST_STACK * Math.floor(stack.filter((index) => index < first).length / LARGEST_STACK)
    return [first, ...stack.slice(from, from + LARGEST_STACK - 1)]
  })
}

/** The stacks of two or more among these rows, each in their order. */
export function stacksAmong(rows: readonly number[], stacks: Int32Array): number[][] {
  const members = new Map<number, number[]>()
  for (const index of rows) members.set(stacks[index], [...(members.get(stacks[index]) ?? []), index])
  return [...members.values()].filter(({ length }) => length > 1)
}
