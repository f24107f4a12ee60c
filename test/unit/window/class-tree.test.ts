import { describe, expect, it } from 'vitest'
import { computed, nextTick, shallowRef } from 'vue'
import type { ClassRow } from '../../../shared/contract/classes.ts'
import {
  classTree,
  shownClasses,
  type ClassOrder,
  type ShownClass,
} from '../../../renderer/features/classes/class-tree.ts'
import { useClassSelection } from '../../../renderer/features/classes/use-class-selection.ts'
import { classMark } from '../../../renderer/ui/class-colour/class-colour.ts'

function row(name: string, rest: Partial<ClassRow> = {}): ClassRow {
  const nothing = { confirmed: 0, missing: 0, suggested: 0, expected: null, typical: [], leastSure: [] }
  return { name, ...nothing, ...rest }
}
const ROWS = [
  row('animals/birds/hen', { confirmed: 5, suggested: 3, expected: 0.9, typical: [1, 2, 3] }),
  row('animals/birds/swan 10', { confirmed: 1, suggested: 1, expected: 0.5, typical: [7] }),
  row('animals/birds/swan 9', { confirmed: 2, missing: 1 }),
  row('boats', { confirmed: 4, typical: [4], leastSure: [{ id: 9, probability: 0.4 }] }),
  row('boats/sail', { confirmed: 1, typical: [5, 6], leastSure: [{ id: 8, probability: 0.2 }] }),
]
const shown = (text = '', order: ClassOrder = 'name', folded: string[] = []): ShownClass[] =>
  shownClasses(classTree(ROWS), { text, order, folded: new Set(folded) })
const WANTED = { text: '', order: 'name', folded: new Set<string>() } as const
const names = (rows: readonly ShownClass[]) => rows.map(({ node }) => node.name)

describe('the tree of classes', () => {
  it('shows each level by itself, with the sum of what is below', () => {
    const [animals, birds, , , , boats] = shown().map(({ node }) => node)
    expect(animals).toMatchObject({ name: 'animals', label: 'animals', level: 1, ownConfirmed: 0 })
    expect(animals).toMatchObject({ confirmed: 8, missing: 1, suggested: 4 })
    expect(animals.expected).toBeCloseTo((3 * 0.9 + 0.5) / 4)
    expect(birds).toMatchObject({ name: 'animals/birds', label: 'birds', level: 2, typical: [1, 7, 2, 3] })
    expect(boats).toMatchObject({ ownConfirmed: 4, confirmed: 5, typical: [4, 5, 6], expected: null })
    expect(boats.leastSure.map(({ id }) => id)).toEqual([8, 9])
  })

  it('orders the classes of each level, figures in names as numbers', () => {
    const hens = ['animals/birds/hen', 'animals/birds/swan 9', 'animals/birds/swan 10']
    expect(names(shown())).toEqual(['animals', 'animals/birds', ...hens, 'boats', 'boats/sail'])
    expect(names(shown('', 'photos')).slice(2, 5)).toEqual(hens)
    expect(names(shown('', 'unsure')).slice(2, 5)).toEqual([hens[2], hens[0], hens[1]])
  })

  it('hides what is folded, and shows what is looked for with all that is above it', () => {
    expect(names(shown('', 'name', ['animals', 'boats']))).toEqual(['animals', 'boats'])
    expect(shown('', 'name', ['animals']).map(({ isOpen }) => isOpen)).toEqual([false, true, undefined])
    expect(names(shown(' SWAN 9 ', 'name', ['animals']))).toEqual([
      'animals',
      'animals/birds',
      'animals/birds/swan 9',
    ])
    expect(names(shown('boats'))).toEqual(['boats', 'boats/sail'])
    expect(shown('no such class')).toEqual([])
  })
})

describe('the selection of classes', () => {
  it('extends from where it began, and leaves what is no longer shown', async () => {
    const rows = shallowRef(shown())
    const selection = useClassSelection(computed(() => rows.value))
    selection.selectOnly(2)
    selection.focus(4, 'extend')
    expect([...selection.selected.value]).toEqual(names(shown()).slice(2, 5))
    selection.toggle(3)
    expect(selection.targets.value.map(({ label }) => label)).toEqual(['hen', 'swan 10'])
    rows.value = shown('hen')
    await nextTick()
    expect([...selection.selected.value]).toEqual(['animals/birds/hen'])
    selection.clear()
    expect(selection.targets.value.map(({ label }) => label)).toEqual(['hen'])
  })

  it('knows the class that the focus comes to, and keeps the one that it follows', async () => {
    const rows = shallowRef(shown())
    const selection = useClassSelection(computed(() => rows.value))
    selection.enter(0)
    rows.value = shown('', 'photos').toReversed()
    await nextTick()
    expect(selection.focused.value?.node.name).toBe('animals')
    selection.follow('zebra')
    selection.enter(selection.place.value)
    rows.value = shownClasses(classTree([...ROWS, row('zebra')]), WANTED)
    await nextTick()
    expect(selection.focused.value?.node.name).toBe('zebra')
  })

  it('follows a class to its new name, and stays in its place where the class goes', async () => {
    const rows = shallowRef(shown())
    const selection = useClassSelection(computed(() => rows.value))
    selection.focus(2)
    selection.follow('zebra')
    rows.value = shownClasses(classTree([...ROWS.slice(1), row('zebra', { confirmed: 5 })]), WANTED)
    await nextTick()
    expect(selection.focused.value?.node.name).toBe('zebra')
    rows.value = rows.value.slice(0, -1)
    await nextTick()
    expect(selection.focused.value?.node.name).toBe('boats/sail')
  })
})

describe('the mark of a class', () => {
  it('is of another colour for each of ten classes, and of another colour or shape for each of sixty', () => {
    const marks = Array.from({ length: 60 }, (_, number) => classMark(number))
    const colours = (from: number) => new Set(marks.slice(from, from + 10).map(({ colour }) => colour)).size
    expect([0, 3, 17].map(colours)).toEqual([10, 10, 10])
    expect(new Set(marks.map((mark) => JSON.stringify(mark))).size).toBe(60)
    expect(classMark(0xffffffff)).toEqual(classMark(15))
  })
})
