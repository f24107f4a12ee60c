/** @file What a page is asked for with, and what is told of it. */
import type { Goal } from '../../../shared/contract/measures.ts'
import type { Page, QueryName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { LabelSetId, Store, StoredPage } from '../../store/types/index.ts'
import { isUntold } from './decision-of-answer.ts'
import type { Query } from './next-page.ts'

export interface PageRequest {
  readonly goal: Goal
  readonly seed: number
  /** By value unless said. */
  readonly query?: QueryName | undefined
  /** For the query `class`. */
  readonly class?: string | undefined
  /** Now and then a blind check, or now. */
  readonly sample?: boolean | 'now' | undefined
  /** Nobody has touched the open page yet: it makes way for a better one, where photos came in since it was made. */
  readonly renew?: boolean | undefined
}

/** What the request asks for, with its class as the library knows it. @throws AppError `bad-input` */
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

export function shownPage({ classes, files }: Store, page: StoredPage): Page {
  return {
    id: page.id,
    kind: page.kind,
    class: page.classId === null || isUntold(page) ? null : classes.name(page.classId),
    purity: page.blind ? 0 : page.purity,
    photos: page.photos.map(({ id, probability }) => ({
      id,
      path: files.pathOf(id) ?? '',
      probability: page.blind ? 0 : probability,
    })),
    blind: page.blind,
    proposals: [], // they take the backbone's own classifier: propose-names.ts
  }
}
