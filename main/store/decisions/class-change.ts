/** @file Turns the renaming, merging or deletion of classes into the items and class moves that the journal stores. */
import type { PhotoId } from '../../../shared/domain.ts'
import { isWithin } from '../../../shared/class-name.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { type ClassMoves, movesInForce } from './class-moves.ts'
import { canonicalName, classNames, ensureClass } from './classes.ts'
import { assertLabelSet } from './label-sets.ts'
import type { WritableDatabase } from '../lifecycle/database.ts'
import { allLabels, allRejections, type Item } from './journal-items.ts'
import type { ClassChange, ClassId } from '../types/index.ts'

export interface PlannedChange {
  readonly items: Item[]
  readonly moves: ClassMoves
  /** Photos whose class gets another name, or which lose their class. */
  readonly labelled: number
}

/** The names that are replaced, and the new name: null for a deletion. */
interface Request {
  readonly sources: readonly string[]
  readonly into: string | null
}

/** The current labels and rejections. */
interface Answers {
  readonly labels: readonly { photo: PhotoId; class: ClassId }[]
  readonly rejections: readonly { photo: PhotoId; class: ClassId }[]
  /** Classes that any label or rejection names. */
  readonly used: ReadonlySet<ClassId>
}

/**
 * The change includes the classes below the named ones. To be called within the decision's own transaction, since it
 * creates missing classes.
 * @throws AppError `not-found` for a class without labels and rejections, `conflict` for a rename that would join two
 *   classes, `bad-input` for a change that changes nothing.
 */
export function planClassChange(database: WritableDatabase, change: ClassChange): PlannedChange {
  const { labelSet } = change
  assertLabelSet(database, labelSet)
  const request = requestOf(change)
  const gone = movesInForce(database, labelSet)
  const names = new Map([...classNames(database, labelSet)].filter(([id]) => !gone.has(id)))
  const answers = answersOf(database, change)
  assertUsed(
    request.sources,
    [...answers.used].map((id) => names.get(id) ?? ''),
  )
  const leaving = leavingClasses(request, names, change.change === 'rename')
  const renamed = new Set([...leaving].flatMap(([id, name]) => (name === names.get(id) ? [] : [id])))
  if (![...renamed].some((id) => answers.used.has(id))) throw isThatAlready(request.into)
  if (change.change === 'rename') assertFree(leaving, names, answers.used)
  const moves = new Map<ClassId, ClassId | null>()
  for (const [id, name] of leaving) {
    moves.set(id, name === null ? null : ensureClass(database, labelSet, name, leaving))
  }
  return {
    moves,
    items: [...labelItems(answers, moves), ...rejectionItems(answers, moves, { names, leaving })],
    labelled: answers.labels.filter((each) => renamed.has(each.class)).length,
  }
}

function requestOf(change: ClassChange): Request {
  if (change.change === 'delete') return { sources: [canonicalName(change.class)], into: null }
  const into = canonicalName(change.change === 'rename' ? change.to : change.into)
  const from = change.change === 'rename' ? [change.from] : change.classes
  const sources = [...new Set(from.map((name) => canonicalName(name)))].filter((name) => name !== into)
  if (sources.length === 0) throw isThatAlready(into)
  return { sources, into }
}

function isThatAlready(name: string | null): AppError {
  return new AppError('bad-input', sentence('class-is-that', { class: name ?? '' }))
}

function answersOf(database: WritableDatabase, { labelSet }: ClassChange): Answers {
  const labels = allLabels(database, labelSet)
  const rejections = allRejections(database, labelSet)
  return { labels, rejections, used: new Set([...labels, ...rejections].map((each) => each.class)) }
}

function assertUsed(sources: readonly string[], used: readonly string[]): void {
  for (const source of sources) {
    if (!used.some((name) => isWithin(name, source))) {
      throw new AppError('not-found', sentence('no-class-named', { class: source }), { class: source })
    }
  }
}

/** Every class that is replaced, with its new name: where several sources contain it, the longest source name decides. */
function leavingClasses(
  { sources, into }: Request,
  names: ReadonlyMap<ClassId, string>,
  isRename: boolean,
): Map<ClassId, string | null> {
  const leaving = new Map<ClassId, string | null>()
  for (const [id, name] of names) {
    const source = sources
      .filter((each) => isWithin(name, each))
      .reduce<string | undefined>(
        (most, each) => (each.length > (most?.length ?? 0) ? each : most),
        undefined,
      )
    if (source === undefined) continue
    // Merged into a class below itself: what is already inside that class keeps its name.
    const stays = !isRename && into !== null && isWithin(name, into) && into.length > source.length
    if (into === null) leaving.set(id, null)
    else leaving.set(id, stays ? name : into + name.slice(source.length))
  }
  return leaving
}

/** @throws AppError `conflict` where a new name already belongs to a class that stays. */
function assertFree(
  leaving: ReadonlyMap<ClassId, string | null>,
  names: ReadonlyMap<ClassId, string>,
  used: ReadonlySet<ClassId>,
): void {
  const staying = new Set([...used].filter((id) => !leaving.has(id)).map((id) => names.get(id)))
  for (const [id, name] of leaving) {
    if (used.has(id) && name !== null && staying.has(name)) {
      throw new AppError('conflict', sentence('class-taken', { class: name }), { class: name })
    }
  }
}

function labelItems({ labels }: Answers, moves: ClassMoves): Item[] {
  return labels.flatMap(({ photo, class: from }): Item[] => {
    const to = moves.get(from)
    return to === undefined ? [] : [{ photo, effect: 'label', classId: null, from, to }]
  })
}

/**
 * [Note: rejections of a merged class] "Not a rooster" does not mean "not a bird". So a photo stays rejected for a merged
 * class if it was rejected for the earlier class of that name or, where the name is new, for every class that was merged. A
 * photo that now has the label is no longer rejected.
 */
function rejectionItems(
  answers: Answers,
  moves: ClassMoves,
  { names, leaving }: { names: ReadonlyMap<ClassId, string>; leaving: ReadonlyMap<ClassId, string | null> },
): Item[] {
  const labelled = new Set(
    answers.labels.map((each) => `${each.photo}/${moves.get(each.class) ?? each.class}`),
  )
  const items = answers.rejections.flatMap(({ photo, class: classId }): Item[] => {
    const isOver = moves.has(classId) || labelled.has(`${photo}/${classId}`)
    return isOver ? [{ photo, effect: 'rejection', classId, from: 1, to: 0 }] : []
  })
  const refusedBy = Map.groupBy(answers.rejections, (each) => each.class)
  const sourcesOf = Map.groupBy(
    [...moves.keys()].filter((id) => answers.used.has(id)),
    (id) => moves.get(id),
  )
  for (const [target, sources] of sourcesOf) {
    if (target === undefined || target === null || answers.used.has(target)) continue
    const before = sources.filter((id) => names.get(id) === leaving.get(id))
    const decisive = before.length > 0 ? before : sources
    const [first, ...others] = decisive.map((id) => new Set(refusedBy.get(id)?.map(({ photo }) => photo)))
    for (const photo of first) {
      if (labelled.has(`${photo}/${target}`) || !others.every((photos) => photos.has(photo))) continue
      items.push({ photo, effect: 'rejection', classId: target, from: 0, to: 1 })
    }
  }
  return items
}
