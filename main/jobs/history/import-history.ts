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
interface WantedLabel {
  readonly content: string
  path: string | null
  label: string | null
  readonly rejected: Set<string>
}

/** By label set, then by content. */
type Wanted = ReadonlyMap<string, ReadonlyMap<string, WantedLabel>>

export async function importHistory(
  { store, signal }: Pick<JobContext, 'store' | 'signal'>,
  { file }: Parsed<'importHistory'>,
): Promise<Imported> {
  const wanted = await readWanted(file, signal)
  if ([...wanted.values()].some((photos) => photos.size > 0)) store.backUp('import')
  return store.transaction(() => {
    const result: Imported = emptyResult()
    for (const [name, photos] of wanted) {
      const plan = new Plan(store, labelSetFor(store, name, wanted.size), result)
      for (const entry of photos.values()) plan.take(entry)
      result.decision = plan.decide() ?? result.decision
    }
    return result
  })
}

/**
 * The set of that name, made where there is none. Where neither here nor in the file there is more than one, the names say nothing: they
 * are about the same question.
 */
function labelSetFor(store: Store, name: string, sets: number): LabelSetId {
  const isOnly = sets === 1 && store.labelSets.list().length === 1
  return isOnly ? store.labelSets.current() : store.labelSets.ensure(name)
}

function emptyResult(): Imported {
  return { decision: null, labelled: 0, rejected: 0, unchanged: 0, unknown: [], conflicts: [] }
}

/** Items are the last word on what they change, in the order of the file. */
async function readWanted(file: string, signal: AbortSignal): Promise<Wanted> {
  const sets = new Map<string, Map<string, WantedLabel>>()
  for await (const { labelSet, items } of readHistory(file)) {
    throwIfCancelled(signal)
    const photos = sets.get(labelSet) ?? new Map<string, WantedLabel>()
    sets.set(labelSet, photos)
    for (const item of items) {
      const { photo: content, path } = item
      const entry = photos.get(content) ?? { content, path, label: null, rejected: new Set<string>() }
      photos.set(content, entry)
      entry.path = path ?? entry.path
      if (item.effect === 'label') entry.label = item.to
      else if (item.effect === 'rejection') {
        if (item.to === 1) entry.rejected.add(item.class)
        else entry.rejected.delete(item.class)
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
    this.#labels = store.journal.labelsOfAnyRole(labelSet)
    this.#rejections = new Set(
      store.journal.rejections(labelSet).map(({ photo, class: id }) => `${photo}/${id}`),
    )
  }

  take(entry: WantedLabel): void {
    if (entry.label === null && entry.rejected.size === 0) return
    const photo = this.#store.photos.byContent(entry.content)
    if (photo === undefined) {
      this.#result.unknown.push(entry.path ?? entry.content)
      return
    }
    if (entry.label !== null) this.#label(photo, entry, entry.label)
    for (const name of entry.rejected) {
      // A file that was put together from what could be read may say both.
      if (name !== entry.label) this.#reject(photo, entry, name)
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

  #label(photo: PhotoId, entry: WantedLabel, name: string): void {
    const before = this.#labels.get(photo)
    const wantedClass = this.#store.classes.find(this.#labelSet, name)
    const file = { class: name, is: true }
    if (before !== undefined && before === wantedClass) this.#result.unchanged += 1
    else if (before !== undefined) {
      this.#conflict(photo, entry, { here: { class: this.#store.classes.name(before), is: true }, file })
    } else if (this.#isRejected(photo, wantedClass)) {
      this.#conflict(photo, entry, { here: { class: name, is: false }, file })
    } else this.#toLabel.push({ photo, class: this.#store.classes.ensure(this.#labelSet, name) })
  }

  #reject(photo: PhotoId, entry: WantedLabel, name: string): void {
    const wantedClass = this.#store.classes.find(this.#labelSet, name)
    if (this.#isRejected(photo, wantedClass)) return
    if (wantedClass !== undefined && this.#labels.get(photo) === wantedClass) {
      this.#conflict(photo, entry, { here: { class: name, is: true }, file: { class: name, is: false } })
    } else this.#toReject.push({ photo, class: this.#store.classes.ensure(this.#labelSet, name) })
  }

  #isRejected(photo: PhotoId, classId: ClassId | undefined): boolean {
    return classId !== undefined && this.#rejections.has(`${photo}/${classId}`)
  }

  #conflict(
    photo: PhotoId,
    entry: WantedLabel,
    said: Pick<Imported['conflicts'][number], 'here' | 'file'>,
  ): void {
    const path = this.#store.files.pathOf(photo) ?? entry.path ?? entry.content
    this.#result.conflicts.push({ path, ...said })
  }
}
