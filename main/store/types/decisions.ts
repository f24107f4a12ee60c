/**
 * @file What the store offers for that which a person decides, as types: classes, the journal, pages.
 */
import type { Goal } from '../../../shared/contract/measures.ts'
import type { Decision, PageKind, PhotoId, QueryName } from '../../../shared/domain.ts'
import type { AuditId, LabelSetId, ClassId, DecisionId, PageId } from './ids.ts'

export interface LabelSets {
  /** The set that every library has from its creation, and that the first interface shows. */
  default(): LabelSetId
  ensure(name: string): LabelSetId
  list(): { id: LabelSetId; name: string }[]
}

export interface Classes {
  /** The class of this name, made with its ancestors (`animals/birds/rooster`) where needed. @throws AppError `bad-input`. */
  ensure(labelSet: LabelSetId, name: string): ClassId
  /** The full name. */
  name(id: ClassId): string
  /** The full names of all classes of a set, also of those without photos, and of those that were renamed since. */
  names(labelSet: LabelSetId): Map<ClassId, string>
  /** Classes that label at least one photo, by name; `photos` counts those that are present. */
  list(labelSet: LabelSetId): { id: ClassId; name: string; photos: number }[]
  find(labelSet: LabelSetId, name: string): ClassId | undefined
  /** The newest entry of the journal that renamed, merged or deleted a class, or took that back; 0 for none. */
  lastMove(labelSet: LabelSetId): DecisionId
}

/** What a person decided, in one stroke. */
export interface NewDecision {
  readonly labelSet: LabelSetId
  readonly kind: 'page' | 'skip' | 'label' | 'import'
  /** Who decided: `person`, or the name of a script. */
  readonly actor: string
  /** The open page that this answers; it is answered in the same transaction. */
  readonly page?: PageId | undefined
  /** A null class takes the label off. Confirming a class takes back an earlier rejection of it. */
  readonly labels: readonly { readonly photo: PhotoId; readonly class: ClassId | null }[]
  /** "Not of this class", remembered; it takes the label off a photo that carries that very class. */
  readonly rejections: readonly { readonly photo: PhotoId; readonly class: ClassId }[]
  readonly skips: readonly PhotoId[]
}

/** Classes go by name, and take those below them along: `animals` takes `animals/birds`. */
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
  /** Photos whose label changed, also of those that are missing now. */
  readonly labelled: number
}

/** A decision that was not taken back; undos and redos are none. */
export interface DecisionInForce {
  readonly id: DecisionId
  readonly kind: NewDecision['kind']
  readonly page: PageId | null
  /** Classes that it gave to photos. */
  readonly classes: readonly ClassId[]
  /** Photos that it gave a class. */
  readonly labelled: number
}

/** An entry as any library understands it: photos by their content, classes by the names that they had at the time. */
export interface JournalEntry {
  readonly id: DecisionId
  readonly labelSet: string
  readonly kind: NewDecision['kind'] | 'undo' | 'redo'
  /** What it does to whole classes; null for a decision about photos alone. */
  readonly change: ClassChange['change'] | null
  readonly actor: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly page: PageId | null
  /** What an undo takes back or a redo puts back. */
  readonly of: DecisionId | null
  /** To null for a class that was deleted. */
  readonly moves: readonly { readonly from: string; readonly to: string | null }[]
  readonly items: readonly JournalEntryItem[]
}

/** One change of one photo, from the value before. */
export type JournalEntryItem = {
  /** Its content hash. */
  readonly photo: string
  /** Absolute path where it lies, or lay last; null where that is not known. */
  readonly path: string | null
} & (
  | { readonly effect: 'label'; readonly from: string | null; readonly to: string | null }
  | { readonly effect: 'rejection'; readonly class: string; readonly from: 0 | 1; readonly to: 0 | 1 }
  | { readonly effect: 'skip'; readonly from: number; readonly to: number }
)

/** [Note: The journal] in journal.ts says how decisions are kept. */
export interface Journal {
  /**
   * Makes everything that was undone before it final.
   * @throws AppError `conflict` for a page that is not open, `bad-input` for a decision that contradicts itself,
   *   `not-found` for an unknown photo, class, page or label set.
   */
  decide(decision: NewDecision): DecisionId
  /**
   * Renames, merges or deletes classes: photos and rejections go with them, in one decision. Nothing gets a label that had none.
   * @throws AppError `not-found` for a class that no photo has or was refused, `conflict` for a new name that another class
   *   has, `bad-input` for what is no name, or where nothing would change.
   */
  changeClasses(change: ClassChange): ClassChanged
  /** Takes back the newest decision in force. @returns that decision's id (its `undo` is `lastId()`); undefined if none. */
  undo(labelSet: LabelSetId, actor?: string): DecisionId | undefined
  /** Puts back what was undone last, unless something was decided since. @returns the decision that is in force again. */
  redo(labelSet: LabelSetId, actor?: string): DecisionId | undefined
  /** Newest first; undos and redos are entries of their own. */
  history(labelSet: LabelSetId, limit?: number): Decision[]
  /** Of all sets, oldest first: at most so many entries, those after `after` (0 for the first). */
  entries(after: DecisionId, most: number): JournalEntry[]
  /** Entries of all sets. */
  countEntries(): number
  /** Oldest first. */
  inForce(labelSet: LabelSetId): DecisionInForce[]
  countInForce(labelSet: LabelSetId): number
  /** Current labels, by photo id; also of photos that are missing now. */
  labels(labelSet: LabelSetId): Map<PhotoId, ClassId>
  /** The label of one photo, if it has any. */
  labelOf(labelSet: LabelSetId, photo: PhotoId): ClassId | undefined
  /** Rejections in force, by photo and class. */
  rejections(labelSet: LabelSetId): { photo: PhotoId; class: ClassId }[]
  /** The classes that one photo is known not to be of, ascending. */
  rejectionsOf(labelSet: LabelSetId, photo: PhotoId): ClassId[]
  /** How often each photo was skipped, for those that were. */
  skips(labelSet: LabelSetId): Map<PhotoId, number>
  /** Id of the newest entry of any set, 0 at first: it changes exactly when labels, rejections or skips may have. */
  lastId(): DecisionId
}

export interface NewPage {
  readonly kind: PageKind
  readonly classId: ClassId | null
  /** Expected share of photos of the majority's class, 0 to 1. */
  readonly purity: number
  /** In the order of the page. */
  readonly photos: readonly {
    readonly id: PhotoId
    /** As shown. */
    readonly probability: number
    /** Before calibration: what later calibrations learn from. */
    readonly raw: number
  }[]
  readonly goal: Goal
  readonly seed: number
  readonly query: QueryName
  /** The class is a guess that is not shown, so that the answer is a fair check of it. Not so unless said. */
  readonly blind?: boolean | undefined
  /** The audit that a blind page belongs to. */
  readonly audit?: AuditId | null | undefined
}

export interface StoredPage extends NewPage {
  /** What stands for the class that the page was opened with: null where it was deleted since. */
  readonly classId: ClassId | null
  readonly blind: boolean
  readonly audit: AuditId | null
  readonly id: PageId
  readonly labelSet: LabelSetId
  /** A page is discarded when another was opened in its stead. */
  readonly state: 'open' | 'answered' | 'discarded'
  readonly answeredBy: DecisionId | null
  /** Milliseconds since the epoch. */
  readonly openedAt: number
}

export interface Pages {
  /** The open page; there is at most one in a label set. */
  current(labelSet: LabelSetId): StoredPage | undefined
  /** Opens a page; one that is open already is discarded. */
  open(labelSet: LabelSetId, page: NewPage): StoredPage
  get(id: PageId): StoredPage | undefined
  /** `decide({ page })` answers the page by itself; this makes sure of it. @throws AppError `conflict` if it was not so. */
  answeredBy(pageId: PageId, decisionId: DecisionId): void
  /** Blind pages outside of audits that were answered, not skipped, newest first: what was guessed, and what was said. */
  blindAnswers(labelSet: LabelSetId, limit: number): { guess: ClassId | null; label: ClassId | null }[]
  /** Pages that were answered or skipped since the last blind one outside of audits; undefined where there was none. */
  answeredSinceBlind(labelSet: LabelSetId): number | undefined
}
