/**
 * @file Drafts the next page from the session's snapshot: which photos it shows, in which order, with which question.
 */
import type { Goal } from '../../../shared/contract/measures.ts'
import type { QueryName } from '../../../shared/domain.ts'
import { discoveryClusters, mostPromisingCore } from '../../group/discover.ts'
import { probabilityInCore, worthAsFirstPage, type Core } from '../../group/cores.ts'
import { besideDuplicates } from '../../group/duplicates.ts'
import {
  choosePage,
  classPage,
  expectedPurity,
  LEAST_PURITY,
  type PageDraft,
} from '../../group/class-pages.ts'
import { mostInformative } from '../../group/informative-photo.ts'
import { singlePhoto } from '../../group/queries.ts'
import { UNLABELLED } from '../../math/labels.ts'
import { Random } from '../../math/random.ts'
import type { ClassId, DecisionId, NewPage, Store, StoredPage } from '../../store/types/index.ts'
import type { KeptSuspects } from './kept-suspects.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { LoadedHead } from './head.ts'
import type { PageCache } from './page-cache.ts'
import { openTiles, probabilityOf } from './page-photos.ts'
import type { ToldRanking } from './ranking.ts'
import { isStillInDoubt, type Recheck } from './recheck.ts'
import type { LibraryModel } from '../library-model/library-model.ts'
import type { PhotoSpace } from '../library-model/space.ts'

/** What depends on the library model alone. */
export interface OfModel {
  readonly model: LibraryModel
  /** How many photos there were when it was made. */
  readonly present: number
  readonly space: PhotoSpace
  readonly head: LoadedHead | undefined
  readonly pages: PageCache
  /** Discovery clusters by seed. */
  readonly clusters: Map<number, Promise<number[][]>>
  readonly suspects: KeptSuspects
}

/** All that pages are drafted from; it is computed from the model and the journal, and `isLearning` from the session's answers. */
export interface ReviewSnapshot extends OfModel {
  readonly evidence: ReviewEvidence
  readonly ranking: ToldRanking
  /** Whether answers about single photos still change the guesses for others. */
  readonly isLearning: boolean
  /** The last journal entry that evidence and ranking include. */
  readonly upTo: DecisionId
}

/** The least gain in value as a first page: for less, the page that the person is looking at is not replaced. */
const WORTH_A_CHANGE = 0.05

export type Query =
  | { readonly name: Exclude<QueryName, 'class'> }
  | { readonly name: 'class'; readonly classId: ClassId }

export type Draft = Omit<NewPage, 'goal' | 'seed' | 'query'>

interface DraftOptions {
  readonly goal: Goal
  readonly seed: number
  /** Whether a page holds whole stacks, each of which counts as one photo. Labels that look wrong are doubted one by one. */
  readonly stacks: boolean
  /** Whether a page may suggest classes of their own for its photos. */
  readonly mixed: boolean
  /** At most so many photos or stacks; a page of labels that look wrong is as long as always. */
  readonly most?: number | undefined
}

/** The next page of a query; undefined when there is none. */
export async function draftPage(
  store: Store,
  current: ReviewSnapshot,
  query: Query,
  { goal, seed, stacks, mixed, most }: DraftOptions,
): Promise<Draft | undefined> {
  const { space, evidence, pages } = current
  const ranking = stacks ? { ...current.ranking, stacks: space.stacks } : current.ranking
  const snapshot = { ...current, ranking }
  if (query.name === 'class') {
    const index = evidence.classIds.indexOf(query.classId)
    const page = index < 0 ? undefined : classPage(ranking, index)
    return page && classPageDraft(snapshot, withAtMost(page, most))
  }
  if (query.name === 'suspects') {
    const page = await snapshot.suspects.page({ store, space, evidence, pages })
    return page && recheckDraft(snapshot, page)
  }
  if (query.name !== 'value') {
    const page = await singlePhoto(query.name, ranking, space, { seed, turn: snapshot.upTo })
    return page && classPageDraft(snapshot, page)
  }
  const clusters = await clustersOf(snapshot, seed)
  const { coordinates, features, duplicates } = space
  const state = { ...evidence, coordinates, features, duplicates, stacks: ranking.stacks }
  const core = mostPromisingCore(state, clusters, goal, ranking)
  if (core !== undefined) return newPageDraft(snapshot, withAtMost(core, most))
  const page = goal === 'commit' && snapshot.isLearning ? undefined : choosePage(ranking, goal, { mixed })
  if (page?.kind === 'mixed') return mixedPageDraft(snapshot, withAtMost(page, most).rows)
  const chosen = page ?? mostInformative(ranking, space)
  return chosen && classPageDraft(snapshot, withAtMost(chosen, most))
}

/** What a page is best begun with comes first: the surest, or the most typical; of each stack there is one. */
function withAtMost<T extends { readonly rows: readonly number[] }>(page: T, most: number | undefined): T {
  return most === undefined ? page : { ...page, rows: page.rows.slice(0, most) }
}

/** Discovery clusters, computed once for each seed. */
export function clustersOf(snapshot: ReviewSnapshot, seed: number): Promise<number[][]> {
  const known = snapshot.clusters.get(seed)
  if (known !== undefined) return known
  const made = discoveryClusters(snapshot.space.coordinates, new Random(seed).fork('discovery'))
  snapshot.clusters.set(seed, made)
  return made
}

/**
 * Whether an open page may be shown again: until it is answered, unless one of its photos vanished, or got a label or
 * was set aside elsewhere, its class was deleted, or one of its photos can no longer be of the class suggested for it.
 */
export function isStillOpen(page: StoredPage, { space, evidence }: ReviewSnapshot): boolean {
  if (page.kind === 'class' && page.classId === null) return false
  if (page.query === 'suspects') return isStillInDoubt(page, space, evidence)
  return page.photos.every(({ id, classId }) => {
    const row = space.rowOf.get(id)
    if (row === undefined || evidence.labels[row] !== UNLABELLED) return false
    return page.kind !== 'mixed' || isPossible(evidence, row, classId ?? null)
  })
}

/** Whether the class is there, and the person has not said that the photo is not of it. */
function isPossible(
  { classIds, classCount, rejected }: ReviewEvidence,
  row: number,
  id: ClassId | null,
): boolean {
  const index = id === null ? -1 : classIds.indexOf(id)
  return index >= 0 && rejected[row * classCount + index] === 0
}

/** Whether the open page answers this query; a page of another query is replaced, and one of several classes where it is not asked for. */
export function matchesQuery(
  page: StoredPage,
  query: Query,
  { mixed }: Pick<DraftOptions, 'mixed'>,
): boolean {
  if (page.kind === 'mixed' && !mixed) return false
  return page.query === query.name && (query.name !== 'class' || page.classId === query.classId)
}

/**
 * Whether a page that nobody has touched is replaced by the next one. A group of look-alikes is, by a group that is
 * more of one kind; a page of a class only where most of it is now expected to be wrong, and most of the next page
 * right.
 */
export function isBetter(
  next: Draft,
  open: StoredPage,
  { space, evidence, ranking }: ReviewSnapshot,
): boolean {
  const rowsOf = ({ photos }: Pick<NewPage, 'photos'>): number[] =>
    photos.flatMap(({ id }) => space.rowOf.get(id) ?? [])
  const isGroup = ({ kind, classId }: Pick<NewPage, 'kind' | 'classId'>): boolean =>
    kind === 'new' && classId === null
  if (isGroup(open)) {
    const gain = worthAsFirstPage(space, rowsOf(next)) - worthAsFirstPage(space, rowsOf(open))
    return isGroup(next) && gain >= WORTH_A_CHANGE
  }
  if (open.kind !== 'class') return false
  const ofClass = rowsOf(open).filter((row) => evidence.classIds[ranking.guess[row]] === open.classId)
  const right = ofClass.length === 0 ? 0 : ofClass.length * expectedPurity(ranking, ofClass)
  return right < LEAST_PURITY * open.photos.length && next.purity >= LEAST_PURITY
}

/** The photos of a stack are as typical as the one that stands for them. */
function newPageDraft(snapshot: ReviewSnapshot, { rows, typicality }: Core): Draft {
  const photos = openTiles(snapshot, { class: null, rows }).flatMap((tile, position) =>
    tile.map((row) => {
      const probability = probabilityInCore(typicality[position])
      return { id: snapshot.space.ids[row], probability, raw: probability }
    }),
  )
  return { kind: 'new', classId: null, purity: meanOf(photos.map(({ probability }) => probability)), photos }
}

/**
 * Orders the photos, doubtful ones last, near-duplicates side by side and stacks together. Where most photos are probably not
 * of the guessed class, the page asks an open question instead; the guess is stored but not shown, to learn from the answer
 * whether it was right.
 */
function classPageDraft(snapshot: ReviewSnapshot, page: PageDraft): Draft {
  const { space, ranking, evidence } = snapshot
  const askedAs = page.rows.length === 1 ? 'single' : 'new'
  const { told, calibrated } = ranking
  const surestFirst = page.rows.toSorted(
    (a, b) => told[b] - told[a] || calibrated[b] - calibrated[a] || a - b,
  )
  const ordered = { ...page, rows: besideDuplicates(surestFirst, space.duplicates) }
  const rows = openTiles(snapshot, ordered).flat()
  const expected = expectedPurity(ranking, rows)
  const toldPurity = expectedPurity({ ...ranking, calibrated: told }, rows)
  const photos = rows.map((row) => ({ id: space.ids[row], ...probabilityOf(ranking, row, page.class) }))
  return {
    kind: page.kind === 'class' && expected < LEAST_PURITY ? askedAs : page.kind,
    classId: page.class === null ? null : evidence.classIds[page.class],
    // What is told of guesses that few labels reach does not change the question.
    purity: expected < LEAST_PURITY ? toldPurity : Math.max(toldPurity, LEAST_PURITY),
    photos,
  }
}

/** Class by class, the one with the most photos first; within a class as on a page of that class. */
function mixedPageDraft(snapshot: ReviewSnapshot, rows: readonly number[]): Draft {
  const { ranking } = snapshot
  const groups = Map.groupBy(rows, (row) => ranking.guess[row])
  const classes = [...groups].sort(([a, some], [b, more]) => more.length - some.length || a - b)
  const photos = classes.flatMap(([index, members]) => {
    const draft = classPageDraft(snapshot, { kind: 'class', class: index, rows: members })
    return draft.photos.map((photo) => ({ ...photo, classId: snapshot.evidence.classIds[index] }))
  })
  const right = photos.reduce((sum, { probability }) => sum + probability, 0)
  return { kind: 'mixed', classId: null, purity: ((1 - ranking.unnamed) * right) / photos.length, photos }
}

function recheckDraft({ space, evidence }: ReviewSnapshot, page: Recheck): Draft {
  const photos = page.rows.map((row, position) => {
    const probability = page.probabilities[position]
    return { id: space.ids[row], probability, raw: probability }
  })
  return {
    kind: page.kind,
    classId: evidence.classIds[page.class],
    purity: meanOf(page.probabilities),
    photos,
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
