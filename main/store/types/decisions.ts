/** @file The store's functions for what a person decides, as types: classes, the journal, pages. */
import type { Goal } from '../../../shared/contract/measures.ts'
import type { Decision, PageKind, PhotoId, QueryName } from '../../../shared/domain.ts'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import type { AuditId, LabelSetId, ClassId, DecisionId, PageId } from './ids.ts'

export interface LabelSetRow {
  readonly id: LabelSetId
  readonly name: string
}

export interface RemovedLabelSet extends LabelSetRow {
  /** Those that it holds, also of photos that are missing; to be set aside is none. */
  readonly labels: number
}

/** Questions about the same photos. [Note: the open label set] says which one a store works on. */
export interface LabelSets {
  /** The set that this opening of the library works on, to its end. @throws AppError `library-damaged` where there is none. */
  current(): LabelSetId
  /** Oldest first, without those that were removed. */
  list(): LabelSetRow[]
  removed(): RemovedLabelSet[]
  /** The same as `list`, with what each holds. `classes`: those of the person's own that label at least one photo. */
  counted(): (LabelSetRow & { readonly labels: number; readonly classes: number })[]
  /** The set of this name, made where there is none. @throws AppError `bad-input`. */
  ensure(name: string): LabelSetId
  /** @throws AppError `bad-input` for an unfit name, `conflict` where another set has it. */
  add(name: string): LabelSetId
  /** @throws AppError `not-found`; and as `add`. */
  rename(id: LabelSetId, name: string): void
  /** Nothing of it is lost: `restore`. @throws AppError `not-found`, `conflict` for the last one. */
  remove(id: LabelSetId): void
  /** @throws AppError `not-found`, `conflict` where another set has its name by now. */
  restore(id: LabelSetId): void
  /** The next opening of the library takes this one. @throws AppError `not-found`. */
  remember(id: LabelSetId): void
}

/** A class that labels at least one photo. */
export interface ClassInUse {
  readonly id: ClassId
  /** In full. */
  readonly name: string
  /** Photos with its label: those that are present, and those whose file is missing now. */
  readonly photos: number
  readonly missing: number
}

export interface Classes {
  /**
   * The class of this name, created with its ancestors (`animals/birds/rooster`) where needed; of `/unsure` and the like the one that
   * stands for photos set aside. @throws AppError `bad-input`.
   */
  ensure(labelSet: LabelSetId, name: string): ClassId
  /** The full name. */
  name(id: ClassId): string
  /** The full names of all classes of a set, also of those without photos, of those that were renamed since, and of what is set aside. */
  names(labelSet: LabelSetId): Map<ClassId, string>
  /** What the class stands for; null for one of the person's own. */
  role(id: ClassId): SetAsideAs | null
  /** Classes of the person's own that label at least one photo, by name. */
  list(labelSet: LabelSetId): ClassInUse[]
  find(labelSet: LabelSetId, name: string): ClassId | undefined
  /** What each of these classes became by renaming and merging: itself, another one, or null if it was deleted. */
  becameOf(labelSet: LabelSetId, ids: readonly ClassId[]): (ClassId | null)[]
  /** What each of these names means now that was written down at some time: itself, or the name of the class that it became. */
  namesNow(labelSet: LabelSetId, written: readonly string[]): string[]
  /** The newest entry of the journal that renamed, merged or deleted a class, or took that back; 0 for none. */
  lastMove(labelSet: LabelSetId): DecisionId
}

/** A person's decision; it is stored as a whole. */
export interface NewDecision {
  readonly labelSet: LabelSetId
  readonly kind: 'page' | 'skip' | 'label' | 'import'
  /** Who decided: `person`, or the name of a script. */
  readonly actor: string
  /** The open page that this answers; the page is marked as answered in the same transaction. */
  readonly page?: PageId | undefined
  /** In its place: what was shown elsewhere than on an open page. It is stored as a page that this answers. */
  readonly shown?: NewPage | undefined
  /** A null class removes the label. Confirming a class removes an earlier rejection of it. */
  readonly labels: readonly { readonly photo: PhotoId; readonly class: ClassId | null }[]
  /** "Not of this class" is stored; if the photo has the label of that class, the label is removed. */
  readonly rejections: readonly { readonly photo: PhotoId; readonly class: ClassId }[]
  readonly skips: readonly PhotoId[]
  /** It splits a class, which says nothing about earlier guesses: [Note: answered labels] in answered-labels.ts. */
  readonly isSplit?: boolean | undefined
}

/** Classes are given by name, and include those below them: `animals` includes `animals/birds`. */
export type ClassChange = {
  readonly labelSet: LabelSetId
  readonly actor: string
} & (
  | { readonly change: 'rename'; readonly from: string; readonly to: string }
  | { readonly change: 'merge'; readonly classes: readonly string[]; readonly into: string }
  | { readonly change: 'delete'; readonly class: string }
)

export interface ClassChanged {
  readonly decision: DecisionId
  /** Photos whose label changed, also photos that are missing now. */
  readonly labelled: number
}

/** A decision that was not undone, and that is itself neither undo nor redo. */
export interface DecisionInForce {
  readonly id: DecisionId
  readonly kind: NewDecision['kind']
  readonly page: PageId | null
  /** The classes that it gave to photos; to be set aside is none. */
  readonly classes: readonly ClassId[]
  /** The number of photos that it gave a class; 0 where it renames, merges, deletes or splits classes: that is nothing new of a photo. */
  readonly labelled: number
}

/** An entry in a form that any library understands: photos by their content, classes by their names at the time. */
export interface JournalEntry {
  readonly id: DecisionId
  readonly labelSet: string
  readonly kind: NewDecision['kind'] | 'undo' | 'redo'
  /** The kind of its change of whole classes; null for a decision about photos alone. */
  readonly change: ClassChange['change'] | null
  readonly actor: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly page: PageId | null
  /** The entry that an undo takes back or a redo restores. */
  readonly of: DecisionId | null
  /** `to` is null for a class that was deleted. */
  readonly moves: readonly { readonly from: string; readonly to: string | null }[]
  readonly items: readonly JournalEntryItem[]
}

/** One change of one photo, with the value before. */
export type JournalEntryItem = {
  /** Its content hash. */
  readonly photo: string
  /** Absolute path where it is, or was last; null where that is unknown. */
  readonly path: string | null
} & (
  | { readonly effect: 'label'; readonly from: string | null; readonly to: string | null }
  | { readonly effect: 'rejection'; readonly class: string; readonly from: 0 | 1; readonly to: 0 | 1 }
  | { readonly effect: 'skip'; readonly from: number; readonly to: number }
)

/** [Note: The journal] in journal.ts says how decisions are kept. */
export interface Journal {
  /**
   * After this, what was undone before can no longer be redone.
   * @throws AppError `conflict` for a page that is not open, `bad-input` for a decision that contradicts itself,
   *   `not-found` for an unknown photo, class, page or label set.
   */
  decide(decision: NewDecision): DecisionId
  /**
   * Renames, merges or deletes classes with their labels and rejections, in one decision. No photo without a label gets
   * one.
   * @throws AppError `not-found` for a class without labels and rejections, `conflict` for a new name that another class
   *   has, `bad-input` for an invalid name, or where nothing would change.
   */
  changeClasses(change: ClassChange): ClassChanged
  /**
   * Undoes the newest decision in force. @returns its id (the entry of the undo is `lastId()`); undefined if there is none.
   */
  undo(labelSet: LabelSetId, actor?: string): DecisionId | undefined
  /** Redoes the last undo, unless there was a decision since. @returns the id of the decision that is in force again. */
  redo(labelSet: LabelSetId, actor?: string): DecisionId | undefined
  /** Newest first; undos and redos are separate entries. */
  history(labelSet: LabelSetId, limit?: number): Decision[]
  /** Entries of all sets but those that were removed, oldest first: those after the entry `after` (0 for all), at most `most`. */
  entries(after: DecisionId, most: number): JournalEntry[]
  /** The number of these entries. */
  countEntries(): number
  /** Whether a photo was ever set aside, in any set. */
  knowsAside(): boolean
  /** Decisions in force, oldest first. */
  inForce(labelSet: LabelSetId): DecisionInForce[]
  countInForce(labelSet: LabelSetId): number
  /** Whether a decision that is in force was made, or redone, after this entry. */
  hasDecidedAfter(labelSet: LabelSetId, entry: DecisionId): boolean
  /** Current labels, by photo id; also of photos that are missing now. Photos that are set aside have none. */
  labels(labelSet: LabelSetId): Map<PhotoId, ClassId>
  /** Photos that are set aside, also those that are missing now. */
  setAside(labelSet: LabelSetId): Map<PhotoId, SetAsideAs>
  /** How many present photos have a label (`class`) or are set aside as each, without reading them. */
  countByRole(labelSet: LabelSetId): Map<SetAsideAs | 'class', number>
  /** Both: what was decided of a photo, whatever it was. For an unlabelled photo to get a label, it must not be in here. */
  labelsOfAnyRole(labelSet: LabelSetId): Map<PhotoId, ClassId>
  /** For photos that splits in force changed, and that have a label, the labels without these, by which earlier guesses are judged. */
  labelsBeforeSplits(labelSet: LabelSetId): ReadonlyMap<PhotoId, ClassId>
  /** The label of one photo, if it has any. */
  labelOf(labelSet: LabelSetId, photo: PhotoId): ClassId | undefined
  /** The label of one photo, or the class that stands for what it is set aside as. */
  labelOfAnyRole(labelSet: LabelSetId, photo: PhotoId): ClassId | undefined
  /** Rejections in force, by photo and class. */
  rejections(labelSet: LabelSetId): { photo: PhotoId; class: ClassId }[]
  /** The classes that one photo is rejected for, ascending. */
  rejectionsOf(labelSet: LabelSetId, photo: PhotoId): ClassId[]
  /** How often each photo was skipped, for those that were. */
  skips(labelSet: LabelSetId): Map<PhotoId, number>
  /** Id of the newest entry of any set, 0 at first: it changes whenever labels, rejections or skips change. */
  lastId(): DecisionId
}

export interface NewPage {
  readonly kind: PageKind
  /** Null on a page of kind `mixed`. */
  readonly classId: ClassId | null
  /** Expected share of the photos that are of one class, or each of its own, 0 to 1. */
  readonly purity: number
  /** In the order of the page. */
  readonly photos: readonly {
    readonly id: PhotoId
    /** The probability as shown. */
    readonly probability: number
    /** The probability before calibration, from which later calibrations are fitted. */
    readonly raw: number
    /** On a page of kind `mixed`, the class suggested for the photo, or what became of it; null where it was deleted. */
    readonly classId?: ClassId | null
  }[]
  readonly goal: Goal
  readonly seed: number
  readonly query: QueryName
  /** Whether the class is a guess that is not shown, so that the answer is a fair check of it. False by default. */
  readonly blind?: boolean | undefined
  /** The audit that a blind page belongs to. */
  readonly audit?: AuditId | null | undefined
}

export interface StoredPage extends NewPage {
  /** The class that the page was opened with, or the one that it became; null where it was deleted since. */
  readonly classId: ClassId | null
  readonly blind: boolean
  readonly audit: AuditId | null
  readonly id: PageId
  readonly labelSet: LabelSetId
  /** A page is discarded when another is opened instead. */
  readonly state: 'open' | 'answered' | 'discarded'
  readonly answeredBy: DecisionId | null
  /** Milliseconds since the epoch. */
  readonly openedAt: number
}

export interface Pages {
  /** The open page; there is at most one in a label set. */
  current(labelSet: LabelSetId): StoredPage | undefined
  /** Opens a page and discards the one that was open. */
  open(labelSet: LabelSetId, page: NewPage): StoredPage
  get(id: PageId): StoredPage | undefined
  /** `decide({ page })` marks the page as answered itself; this verifies it. @throws AppError `conflict` if it is not so. */
  answeredBy(pageId: PageId, decisionId: DecisionId): void
  /**
   * Blind pages outside of audits that were answered, not skipped, newest first: the guess and the person's label, which a split since
   * does not change.
   */
  blindAnswers(labelSet: LabelSetId, limit: number): { guess: ClassId | null; label: ClassId | null }[]
  /** Photos whose label looked wrong, and that were shown again for that: on pages answered since then (milliseconds since the epoch). */
  askedAgain(labelSet: LabelSetId, since?: number): ReadonlySet<PhotoId>
  /** The number of pages answered or skipped since the last blind one outside of audits; undefined where there was none. */
  answeredSinceBlind(labelSet: LabelSetId): number | undefined
}
