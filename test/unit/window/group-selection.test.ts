/** @file Which groups are selected: never one that the person did not choose, whatever becomes of the groups meanwhile. */
import { expect, it } from 'vitest'
import { nextTick, ref } from 'vue'
import { useItemSelection } from '../../../renderer/ui/focus/use-item-selection.ts'

function selection() {
  const groups = ref<readonly number[]>([4, 2, 7, 0])
  const grouping = ref<number | undefined>(1)
  const made = useItemSelection(groups, grouping)
  return { groups, grouping, ...made, chosen: () => [...made.selected.value].sort((a, b) => a - b) }
}

it('is forgotten when photos are grouped anew, since the same numbers mean other groups', async () => {
  const { groups, grouping, selectOnly, focus, chosen, targets, focusedPlace } = selection()
  selectOnly(1)
  focus(3, 'extend')
  expect(chosen()).toEqual([0, 2, 7])
  groups.value = [2, 0, 7]
  grouping.value = 2
  await nextTick()
  expect(chosen()).toEqual([])
  expect(focusedPlace.value).toBe(2)
  expect(targets()).toEqual([7])
  // Nor does Shift begin at a group of before.
  focus(1, 'extend')
  expect(chosen()).toEqual([0, 7])
})

it('goes with the groups in another order, and so does the focus', async () => {
  const { groups, toggle, chosen, targets, focused, focusedPlace } = selection()
  toggle(0)
  toggle(1)
  groups.value = [0, 7, 2, 4]
  await nextTick()
  expect(chosen()).toEqual([2, 4])
  expect(targets()).toEqual([2, 4])
  expect([focused.value, focusedPlace.value]).toEqual([2, 2])
})

it('loses groups of which no photo is there any more', async () => {
  const { groups, selectAll, focus, chosen, focusedPlace } = selection()
  focus(3)
  selectAll()
  groups.value = [4, 7]
  await nextTick()
  expect(chosen()).toEqual([4, 7])
  expect(focusedPlace.value).toBe(1)
})
