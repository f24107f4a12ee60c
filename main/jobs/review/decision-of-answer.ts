/** @file From a person's answer to a page to a decision of the journal, after checking that the answer fits the page. */
import type { PageAnswer, PhotoId } from '../../../shared/domain.ts'
import { setAsideName } from '../../../shared/set-aside.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { ClassId, LabelSetId, NewDecision, Store, StoredPage } from '../../store/types/index.ts'

export interface CheckedAnswer {
  /** Photos that get a label. */
  readonly labelled: number
  /** Photos that are set aside. */
  readonly setAside: number
  /** Creates the classes that are named for the first time: call it within the decision's own transaction. */
  build(): NewDecision
}

/**
 * [Note: what an exclusion means] An excluded photo is "not of the page's class": not of the suggested class, and, if
 * the person gave the page another name, not of that one either (the first class of the answer). On a page of several
 * classes it is not of the one that was suggested for it. A photo may be excluded and sent to a class at once.
 * @throws AppError `not-found`, `conflict` or `bad-input`.
 */
export function toDecision(
  store: Store,
  labelSet: LabelSetId,
  actor: string,
  answer: PageAnswer,
): CheckedAnswer {
  const page = store.pages.get(answer.page)
  if (page === undefined) throw new AppError('not-found', sentence('no-page', { page: answer.page }))
  if (page.state !== 'open') {
    throw new AppError('conflict', sentence('page-not-open', { page: answer.page }))
  }
  // A suggestion that was not shown cannot have been refused.
  const suggested = hidesSuggestion(page) ? null : page.classId
  const common = { labelSet, actor, page: page.id }
  if ('skip' in answer) {
    const skips = page.photos.map(({ id }) => id)
    return {
      labelled: 0,
      setAside: 0,
      build: () => ({ ...common, kind: 'skip', labels: [], rejections: [], skips }),
    }
  }
  const { answers, exclude, setAside = [] } = answer
  requireOnPage(page, exclude)
  requireEachOnce(
    page,
    [...answers, ...setAside].flatMap(({ ids }) => ids),
  )
  requireApart(page, exclude, setAside)
  const title = answers.at(0)?.class
  if (page.kind !== 'mixed' && exclude.length > 0 && title === undefined && suggested === null) {
    throw new AppError('bad-input', sentence('page-without-class', { page: page.id }))
  }
  return {
    labelled: answers.reduce((sum, { ids }) => sum + ids.length, 0),
    setAside: setAside.reduce((sum, { ids }) => sum + ids.length, 0),
    build: () => {
      const classOf = (name: string): ClassId => store.classes.ensure(labelSet, name)
      const given = [...answers, ...setAside.map(({ as, ids }) => ({ class: setAsideName(as), ids }))]
      const labels = given.flatMap(({ class: name, ids }) =>
        ids.map((photo) => ({ photo, class: classOf(name) })),
      )
      const ofPage = new Set([
        ...(suggested === null ? [] : [suggested]),
        ...(title === undefined ? [] : [classOf(title)]),
      ])
      const ownClasses = new Map(page.photos.map(({ id, classId = null }) => [id, classId]))
      const refused = (photo: PhotoId): ClassId[] => {
        if (page.kind !== 'mixed') return [...ofPage]
        const own = ownClasses.get(photo) ?? null
        return own === null ? [] : [own]
      }
      return {
        ...common,
        kind: 'page',
        labels,
        rejections: rejections(exclude, refused, labels),
        skips: [],
      }
    },
  }
}

/** Whether the page's class is a guess that is not shown to the person. */
export function hidesSuggestion({ kind, blind }: Pick<StoredPage, 'kind' | 'blind'>): boolean {
  return blind || kind === 'new'
}

/** @throws AppError `bad-input` for a photo that is put into the only class that it is excluded from. */
function rejections(
  exclude: readonly PhotoId[],
  /** The classes that an exclusion is about. */
  refused: (photo: PhotoId) => readonly ClassId[],
  labels: readonly { photo: PhotoId; class: ClassId }[],
): NewDecision['rejections'] {
  const labelOf = new Map(labels.map((label) => [label.photo, label.class]))
  return exclude.flatMap((photo) => {
    const classes = refused(photo).filter((each) => each !== labelOf.get(photo))
    if (classes.length > 0) return classes.map((each) => ({ photo, class: each }))
    throw new AppError('bad-input', sentence('photo-in-and-out', { photo }))
  })
}

function requireOnPage(page: StoredPage, ids: readonly PhotoId[]): void {
  const onPage = new Set(page.photos.map(({ id }) => id))
  for (const id of ids) {
    if (!onPage.has(id))
      throw new AppError('bad-input', sentence('photo-not-on-page', { photo: id, page: page.id }))
  }
}

/** To be set aside says nothing of a class, to be excluded does. @throws AppError `bad-input` */
function requireApart(
  page: StoredPage,
  exclude: readonly PhotoId[],
  setAside: readonly { readonly ids: readonly PhotoId[] }[],
): void {
  const excluded = new Set(exclude)
  const both = setAside.flatMap(({ ids }) => ids).find((id) => excluded.has(id))
  if (both !== undefined)
    throw new AppError('bad-input', sentence('photo-twice-on-page', { photo: both, page: page.id }))
}

function requireEachOnce(page: StoredPage, ids: readonly PhotoId[]): void {
  requireOnPage(page, ids)
  const seen = new Set<PhotoId>()
  for (const id of ids) {
    if (seen.has(id))
      throw new AppError('bad-input', sentence('photo-twice-on-page', { photo: id, page: page.id }))
    seen.add(id)
  }
}
