/**
 * @file The colours and keys of classes as they hold now: they follow a class that was renamed or merged, and its old name once that is
 * undone. A class that was merged keeps its own; where two have come to the same key, the one that got it last has it.
 */
import type { ClassMark } from '../../../shared/class-marks.ts'
import type { Input } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'

type Needed = Pick<Store, 'classMarks' | 'classes' | 'labelSets'>

/** Of classes that photos have, by name; those with neither a colour nor a key are left out. */
export function classMarks(store: Needed): ClassMark[] {
  const { classes, labelSets } = store
  const labelSet = labelSets.current()
  const stored = store.classMarks.all()
  if (stored.length === 0) return []
  const inUse = new Set(classes.list(labelSet).map(({ name }) => name))
  const now = classes.namesNow(
    labelSet,
    stored.map((mark) => mark.class),
  )
  const found = stored.map((mark, place) => ({
    ...mark,
    class: now[place],
    isOwn: mark.class === now[place],
  }))
  const marks = new Map<string, ClassMark>()
  const keys = new Set<string>()
  // What a class was given under its own name comes before what came to it, and the newest before what is older.
  for (const { class: name, colour, key } of found.toReversed().toSorted((a, b) => +b.isOwn - +a.isOwn)) {
    if (!inUse.has(name) || marks.has(name)) continue
    const isFree = key !== null && !keys.has(key)
    if (isFree) keys.add(key)
    marks.set(name, { class: name, colour, key: isFree ? key : null })
  }
  return [...marks.values()]
    .filter(({ colour, key }) => colour !== null || key !== null)
    .toSorted((a, b) => (a.class < b.class ? -1 : 1))
}

/**
 * Changes the colour, the key or both of a class; null takes them away.
 * @throws AppError `not-found` for a class that no photo has, `conflict` for a key that another class has.
 */
export function markClass(store: Needed, { class: wanted, ...given }: Input<'markClass'>): ClassMark {
  const labelSet = store.labelSets.current()
  const id = store.classes.find(labelSet, wanted)
  const name = store.classes.list(labelSet).find((each) => each.id === id)?.name
  if (name === undefined) {
    throw new AppError('not-found', sentence('no-class-named', { class: wanted }), { class: wanted })
  }
  const marks = classMarks(store)
  const before = marks.find((mark) => mark.class === name) ?? { colour: null, key: null }
  const { colour = before.colour, key = before.key } = given
  const other = marks.find((mark) => key !== null && mark.key === key && mark.class !== name)
  if (other !== undefined) {
    throw new AppError('conflict', sentence('class-key-taken', { key: key ?? '', class: other.class }), {
      class: other.class,
    })
  }
  const mark = { class: name, colour, key }
  store.classMarks.set(mark)
  return mark
}
