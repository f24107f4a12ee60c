/**
 * @file Folds that keep groups together: photos that were confirmed together (one page, one burst) are near copies of
 * each other, so no photo may be judged by a model that was trained on its near copies.
 */
import type { Random } from '../../math/random.ts'

/**
 * @param classes [l] class of each labelled photo
 * @param groups [l] photos of one group share a number; -1 stands for a group of its own
 * @returns [l] the fold of each, 0 .. count - 1. Groups stay whole, except where all labels of a class lie in one
 *   group: these photos are spread over the folds one by one, since the class could not be both learned and judged
 *   otherwise.
 */
export function groupedFolds(
  classes: Int32Array,
  groups: Int32Array,
  count: number,
  random: Random,
): Int32Array {
  const folds = new Int32Array(classes.length)
  const filled = Array.from({ length: count }, () => ({ total: 0, byClass: new Map<number, number>() }))
  // The largest first, as in any packing; equal ones in random order (sort is stable).
  const units = random.shuffle(indivisible(classes, groups)).sort((a, b) => b.length - a.length)
  for (const unit of units) {
    const cost = filled.map(({ total, byClass }) => {
      const alike = unit.reduce((sum, member) => sum + (byClass.get(classes[member]) ?? 0), 0)
      return alike + total / (classes.length + 1)
    })
    const fold = cost.indexOf(Math.min(...cost))
    for (const member of unit) {
      folds[member] = fold
      const { byClass } = filled[fold]
      byClass.set(classes[member], (byClass.get(classes[member]) ?? 0) + 1)
    }
    filled[fold].total += unit.length
  }
  return folds
}

/** Lists of photos that must share a fold. */
function indivisible(classes: Int32Array, groups: Int32Array): number[][] {
  const groupsOfClass = new Map<number, Set<number>>()
  for (let i = 0; i < classes.length; i += 1) {
    const known = groupsOfClass.get(classes[i]) ?? new Set()
    groupsOfClass.set(classes[i], known.add(groups[i] < 0 ? -1 - i : groups[i]))
  }
  const whole = new Map<number, number[]>()
  const alone: number[][] = []
  for (let i = 0; i < classes.length; i += 1) {
    const inOneGroup = (groupsOfClass.get(classes[i])?.size ?? 0) < 2
    if (groups[i] < 0 || inOneGroup) alone.push([i])
    else whole.set(groups[i], [...(whole.get(groups[i]) ?? []), i])
  }
  return [...whole.values(), ...alone]
}
