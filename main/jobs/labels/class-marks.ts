/**
 * @file The colours and keys of classes as they hold now: they follow a class that was renamed or merged, and are its again once that is
 * undone. A class that took another in keeps its own; where two have come to the same key, the one that got it last has it.
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
  const stored = store.classMarks.all().toReversed() // the newest first
  if (stored.length === 0) return []
  const names = new Map(classes.list(labelSet).map(({ id, name }) => [id, name]))
  const now = classes.becameOf(
    labelSet,
    stored.map(({ id }) => id),
  )
  const found = stored.flatMap((mark, place) => {
    const id = now[place]
    const name = id === null ? undefined : names.get(id)
    return name === undefined ? [] : [{ ...mark, name, isOwn: mark.id === id }]
  })
  // What a class was given itself comes before what came to it from another.
  const ofClass = new Map<string, (typeof found)[number]>()
  for (const mark of found.toSorted((a, b) => +b.isOwn - +a.isOwn))
    if (!ofClass.has(mark.name)) ofClass.set(mark.name, mark)
  const keys = new Set<string>()
  const marks = found.flatMap((mark): ClassMark[] => {
    const { name, colour, key } = mark
    if (ofClass.get(name) !== mark) return []
    const isFree = key !== null && !keys.has(key)
    if (isFree) keys.add(key)
    return [{ class: name, colour, key: isFree ? key : null }]
  })
  return marks
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
  if (id === undefined || name === undefined) {
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
  store.classMarks.set({ id, colour, key })
  return { class: name, colour, key }
}
