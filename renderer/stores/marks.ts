/**
 * @file What a person marks on photos that are shown, before anything is answered: which are left out, and the steps, to undo and redo
 * them. Pure: each function returns the next state.
 */
import type { PhotoId } from '../../shared/domain.ts'

export interface MarkSteps<Marks extends object> {
  readonly marks: Marks
  /** The marks before each step, oldest first, and after each undone step, newest first. */
  readonly past: readonly Marks[]
  readonly future: readonly Marks[]
}

/** As they are when nothing can be undone. */
export function marksWithoutSteps<Marks extends object>(marks: Marks): MarkSteps<Marks> {
  return { marks, past: [], future: [] }
}

export function stepTo<Marks extends object>(
  { marks, past }: MarkSteps<Marks>,
  next: Marks,
): MarkSteps<Marks> {
  return { marks: next, past: [...past, marks], future: [] }
}

/** Undefined where there is no step to undo. */
export function stepBack<Marks extends object>({
  marks,
  past,
  future,
}: MarkSteps<Marks>): MarkSteps<Marks> | undefined {
  const before = past.at(-1)
  if (before === undefined) return undefined
  return { marks: before, past: past.slice(0, -1), future: [marks, ...future] }
}

/** Undefined where no step was undone. */
export function stepForth<Marks extends object>({
  marks,
  past,
  future,
}: MarkSteps<Marks>): MarkSteps<Marks> | undefined {
  const after = future.at(0)
  if (after === undefined) return undefined
  return { marks: after, past: [...past, marks], future: future.slice(1) }
}

/** @param out whether they are left out or taken back in; by default they are taken back if all of them are out already. */
export function withLeftOut(
  excluded: ReadonlySet<PhotoId>,
  ids: readonly PhotoId[],
  out = !ids.every((id) => excluded.has(id)),
): ReadonlySet<PhotoId> {
  const next = new Set(excluded)
  for (const id of ids) {
    if (out) next.add(id)
    else next.delete(id)
  }
  return next
}

/** Who selects several at once does not mean those that were left out before, unless all of them were. */
export function withoutLeftOut(excluded: ReadonlySet<PhotoId>, ids: readonly PhotoId[]): readonly PhotoId[] {
  const inside = ids.filter((id) => !excluded.has(id))
  return inside.length > 0 ? inside : ids
}
