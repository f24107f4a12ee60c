/**
 * @file Takes over what a history file says in the end: labels and rejections, as one decision. Where this library says
 * otherwise, that is a conflict for the person to settle. Photos that it does not hold yet are listed; the same file can be
 * imported again when they have been read, since what is there already changes nothing.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import type { ClassId, LabelSetId, NewDecision, Store } from '../../store/store.ts'
import type { JobContext } from '../context.ts'
import { readHistory } from './history-file.ts'

type Imported = Output<'importHistory'>

/** What the file says about a photo in the end. */
interface Wish {
  readonly content: string
  path: string | null
  label: string | null
  readonly rejected: Set<string>
}

/** By label set, then by content. */
type Wishes = ReadonlyMap<string, ReadonlyMap<string, Wish>>

export async function importHistory(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { file }: Parsed<'importHistory'>,
): Promise<Imported> {
  const wishes = await readWishes(file, signal)
  if ([...wishes.values()].some((photos) => photos.size > 0)) store.backUp('import')
  return store.transaction(() => {
    const result: Imported = emptyResult()
    for (const [labelSet, photos] of wishes) {
      const plan = new Plan(store, store.labelSets.ensure(labelSet), result)
      for (const wish of photos.values()) plan.take(wish)
      result.decision = plan.decide() ?? result.decision
    }
    return result
  })
}

function emptyResult(): Imported {
  return { decision: null, labelled: 0, rejected: 0, unchanged: 0, unknown: [], conflicts: [] }
}

/** Items are the last word on what they change, in the order of the file. */
async function readWishes(file: string, signal: AbortSignal): Promise<Wishes> {
  const sets = new Map<string, Map<string, Wish>>()
  for await (const { labelSet, items } of readHistory(file)) {
    throwIfCancelled(signal)
    const photos = sets.get(labelSet) ?? new Map<string, Wish>()
    sets.set(labelSet, photos)
    for (const item of items) {
      const { photo: content, path } = item
      const wish = photos.get(content) ?? { content, path, label: null, rejected: new Set<string>() }
      photos.set(content, wish)
      wish.path = path ?? wish.path
      if (item.effect === 'label') wish.label = item.to
      else if (item.effect === 'rejection') {
        if (item.to === 1) wish.rejected.add(item.class)
        else wish.rejected.delete(item.class)
      }
    }
  }
  return sets
}

/** The decision for one label set, photo by photo. */
class Plan {
  readonly #store: Store
  readonly #labelSet: LabelSetId
  readonly #result: Imported
  readonly #labels: ReadonlyMap<PhotoId, ClassId>
  readonly #rejections: ReadonlySet<string>
  readonly #toLabel: { photo: PhotoId; class: ClassId }[] = []
  readonly #toReject: { photo: PhotoId; class: ClassId }[] = []

  constructor(store: Store, labelSet: LabelSetId, result: Imported) {
    this.#store = store
    this.#labelSet = labelSet
    this.#result = result
    this.#labels = store.journal.labels(labelSet)
    this.#rejections = new Set(
      store.journal.rejections(labelSet).map(({ photo, class: id }) => `${photo}/${id}`),
    )
  }

  take(wish: Wish): void {
    if (wish.label === null && wish.rejected.size === 0) return
    const photo = this.#store.photos.byContent(wish.content)
    if (photo === undefined) {
      this.#result.unknown.push(wish.path ?? wish.content)
      return
    }
    if (wish.label !== null) this.#label(photo, wish, wish.label)
    for (const name of wish.rejected) {
      // A file that was put together from what could be read may say both.
      if (name !== wish.label) this.#reject(photo, wish, name)
    }
  }

  /** @returns undefined where there was nothing to decide. */
  decide(): number | undefined {
    const labels = this.#toLabel
    const rejections = this.#toReject
    if (labels.length + rejections.length === 0) return undefined
    this.#result.labelled += labels.length
    this.#result.rejected += rejections.length
    const decision: NewDecision = {
      labelSet: this.#labelSet,
      kind: 'import',
      actor: 'person',
      labels,
      rejections,
      skips: [],
    }
    return this.#store.journal.decide(decision)
  }

  #label(photo: PhotoId, wish: Wish, name: string): void {
    const before = this.#labels.get(photo)
    const wished = this.#store.classes.find(this.#labelSet, name)
    const file = { class: name, is: true }
    if (before !== undefined && before === wished) this.#result.unchanged += 1
    else if (before !== undefined) {
      this.#conflict(photo, wish, { here: { class: this.#store.classes.name(before), is: true }, file })
    } else if (this.#isRejected(photo, wished)) {
      this.#conflict(photo, wish, { here: { class: name, is: false }, file })
    } else this.#toLabel.push({ photo, class: this.#store.classes.ensure(this.#labelSet, name) })
  }

  #reject(photo: PhotoId, wish: Wish, name: string): void {
    const wished = this.#store.classes.find(this.#labelSet, name)
    if (this.#isRejected(photo, wished)) return
    if (wished !== undefined && this.#labels.get(photo) === wished) {
      this.#conflict(photo, wish, { here: { class: name, is: true }, file: { class: name, is: false } })
    } else this.#toReject.push({ photo, class: this.#store.classes.ensure(this.#labelSet, name) })
  }

  #isRejected(photo: PhotoId, classId: ClassId | undefined): boolean {
    return classId !== undefined && this.#rejections.has(`${photo}/${classId}`)
  }

  #conflict(photo: PhotoId, wish: Wish, said: Pick<Imported['conflicts'][number], 'here' | 'file'>): void {
    const path = this.#store.files.pathOf(photo) ?? wish.path ?? wish.content
    this.#result.conflicts.push({ path, ...said })
  }
}
