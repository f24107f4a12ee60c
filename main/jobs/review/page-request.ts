/** @file The request for a page, and the page as it is shown. */
import type { Goal } from '../../../shared/contract/measures.ts'
import type { Page, PhotoId, QueryName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { LabelSetId, Store, StoredPage } from '../../store/types/index.ts'
import { hidesSuggestion } from './decision-of-answer.ts'
import type { Query } from './next-page.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import { stacksAmong } from '../../group/stacks.ts'

export interface PageRequest {
  readonly goal: Goal
  readonly seed: number
  /** Pages by value by default. */
  readonly query?: QueryName | undefined
  /** For the query `class`. */
  readonly class?: string | undefined
  /** Whether the page may be a blind check now and then, or should be one now. */
  readonly sample?: boolean | 'now' | undefined
  /**
   * Set when nobody has touched the open page yet: it is replaced by a better one, if photos came in since it was
   * made.
   */
  readonly renew?: boolean | undefined
  /** Whether the caller shows a stack as one tile: the page then holds whole stacks. */
  readonly stacks?: boolean | undefined
  /** At most so many tiles. */
  readonly most?: number | undefined
  /** Whether the page may suggest classes of their own for its photos. */
  readonly mixed?: boolean | undefined
}

/** The query of the request, with the class as the library stores it. @throws AppError `bad-input` */
export function queryOf(
  store: Store,
  labelSet: LabelSetId,
  { query = 'value', class: name }: PageRequest,
): Query {
  if (query !== 'class') return { name: query }
  if (name === undefined) throw new AppError('bad-input', sentence('which-class'))
  const classId = store.classes.find(labelSet, name)
  if (classId === undefined) {
    throw new AppError('bad-input', sentence('class-without-photos', { class: name }))
  }
  return { name: query, classId }
}

export function shownPage(
  store: Store,
  page: StoredPage,
  space: Pick<PhotoSpace, 'ids' | 'rowOf' | 'stacks'>,
): Page {
  return pageWith(store, page, stacksOf(page, space))
}

/** @param stacks those on the page, as `stacksOf` gives them */
export function pageWith(
  { classes, files }: Store,
  page: StoredPage,
  stacks: readonly (readonly PhotoId[])[],
): Page {
  return {
    id: page.id,
    kind: page.kind,
    class: page.classId === null || hidesSuggestion(page) ? null : classes.name(page.classId),
    purity: page.blind ? 0 : page.purity,
    photos: page.photos.map(({ id, probability, classId = null }) => ({
      id,
      path: files.pathOf(id) ?? '',
      probability: page.blind ? 0 : probability,
      ...(classId === null ? {} : { class: classes.name(classId) }),
    })),
    stacks: stacks.map((stack) => [...stack]),
    blind: page.blind,
    proposals: [], // filled in by propose-names.ts, with the backbone's own classifier
  }
}

/** The parts of the stacks on the page that are suggested to be of one class: of a stack only the first photo is seen. */
export function stacksOf(
  { photos }: StoredPage,
  { ids, rowOf, stacks }: Pick<PhotoSpace, 'ids' | 'rowOf' | 'stacks'>,
): PhotoId[][] {
  const rows = photos.flatMap(({ id }) => rowOf.get(id) ?? [])
  const suggested = new Map(photos.map(({ id, classId = null }) => [id, classId]))
  return stacksAmong(rows, stacks)
    .map((stack) => stack.map((row) => ids[row]))
    .flatMap((stack) => [...Map.groupBy(stack, (id) => suggested.get(id)).values()])
    .filter(({ length }) => length > 1)
}
