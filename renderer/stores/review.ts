/**
 * @file The page on screen and what the person marked on it. An answer and the wish for the next page are sent together;
 * the answered page stays until the next one and its pictures are there.
 */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Input, Output } from '../../shared/contract.ts'
import type { QueryName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { proposedNames } from '../components/class-choice/completion.ts'
import { coalesce } from '../connection/coalesce.ts'
import { useClient } from '../connection/use-client.ts'
import { i18n } from '../i18n.ts'
import { errorWords } from '../words/engine-words.ts'
import { buildAnswer, outcomeOf, type Outcome } from '../review/answer.ts'
import { preloadPictures, tileAspect } from '../review/preload.ts'
import { useDecisions } from './decisions.ts'
import { useLibrary } from './library.ts'
import { usePageQuery } from './page-query.ts'
import { useToasts } from './toasts.ts'

type PageOutput = Output<'page'>
type Answer = NonNullable<ReturnType<typeof buildAnswer>>

export const useReview = defineStore('review', () => {
  const client = useClient()
  const library = useLibrary()
  const toasts = useToasts()
  const decisions = useDecisions()
  const wish = usePageQuery()
  const { t, n } = i18n.global

  const shown = shallowRef<PageOutput>()
  /** What the page on screen was asked for. */
  const shownQuery = ref<QueryName>('value')
  const aspect = ref(4 / 3)
  /** Pixels of the longest side of the largest picture of the page, as far as they are known. */
  const longestSide = ref<number>()
  /** Why there is no page; `not-found` while the library has no photos with features. */
  const error = shallowRef<AppError>()
  /** An answer is on its way, or the next page is. */
  const busy = ref(false)
  const excluded = ref(new Set<number>())
  const sentTo = ref(new Map<number, string>())
  const focused = ref(0)

  const page = computed(() => shown.value?.page ?? undefined)
  const focusedPhoto = computed(() => page.value?.photos.at(focused.value))
  const includedCount = computed(() => (page.value?.photos.length ?? 0) - excluded.value.size)
  const isFinished = computed(() => shown.value?.page === null)
  /** Labels that look wrong are shown again. */
  const isRecheck = computed(
    () => shownQuery.value === 'suspects' && page.value?.kind === 'class' && !page.value.blind,
  )
  /** Names for a page of something new, chosen by 1, 2, 3. */
  const proposals = computed(() => proposedNames(page.value?.proposals ?? [], library.classNames))

  /** A page is only asked for while somebody looks, since it stays open, and would hold few of the photos of an early moment. */
  const isWatched = ref(false)

  const refresh = coalesce(async () => {
    if (busy.value || !isWatched.value) return // when busy, the next page is on its way already
    try {
      const asked = { ...wish.input }
      await show(await client.call('page', asked), asked)
    } catch (thrown) {
      fail(thrown)
    }
  })
  const refreshSoon = (): void => void refresh()
  client.whenConnected(refreshSoon)
  /** The newest decision that the engine has told of. */
  let newest = 0
  client.on('decided', ({ decision }) => {
    newest = decision
    refreshSoon()
  })
  watch(() => JSON.stringify(wish.input), refreshSoon)
  client.on('photos', () => {
    if (page.value === undefined) refreshSoon()
  })
  client.on('library', () => {
    shown.value = undefined
    refreshSoon()
  })

  function watchPages(): void {
    isWatched.value = true
    refreshSoon()
  }
  function leavePages(): void {
    isWatched.value = false
  }

  /** Puts a page on screen once its pictures are there. The same page keeps its marks. */
  async function show(next: PageOutput, asked: Input<'page'>): Promise<void> {
    const { page: nextPage } = next
    const isOther = nextPage?.id !== page.value?.id
    if (nextPage !== null && isOther) {
      if (library.status === undefined) await library.refresh()
      const pictures = nextPage.photos.map(({ id }) => pictureOf(id, nextPage.photos.length))
      const sizes = await preloadPictures(pictures)
      const sides = sizes.flatMap((size) => (size ? [size.width, size.height] : []))
      aspect.value = tileAspect(sizes)
      longestSide.value = sides.length === 0 ? undefined : Math.max(...sides)
      excluded.value = new Set()
      sentTo.value = new Map()
      focused.value = 0
    }
    shown.value = next
    shownQuery.value = asked.query ?? 'value'
    error.value = undefined
    if (nextPage === null && wish.query !== 'value') endWish()
  }

  /** What was asked for by hand has no more photos; others may be there still. */
  function endWish(): void {
    if (wish.query === 'suspects') {
      const action = toasts.current?.action // the last answer can still be taken back
      toasts.show(t('review.noSuspects'), action === undefined ? {} : { action })
    }
    wish.reset()
  }

  /** A page of one photo shows it as large as there is room. */
  function pictureOf(id: number, photos: number): string {
    return photos === 1 ? library.large(id) : library.thumbnail(id)
  }

  function fail(thrown: unknown): void {
    const problem = AppError.from(thrown)
    if (problem.code === 'disconnected') return // the banner says so
    error.value = problem
    if (problem.code === 'not-found') shown.value = undefined
  }

  function toggle(id: number): void {
    if (excluded.value.delete(id)) sentTo.value.delete(id)
    else excluded.value.add(id)
  }

  /** Sends one excluded photo to a class of its own. */
  function send(id: number, name: string): void {
    excluded.value.add(id)
    sentTo.value.set(id, name)
  }

  /** @returns false where a name is needed first. */
  function confirm(name: string | null): boolean {
    if (page.value === undefined || busy.value) return true
    const answer = buildAnswer(page.value, { excluded: excluded.value, sentTo: sentTo.value }, name)
    if (answer === undefined) return false
    void submit(answer)
    return true
  }

  /** @returns false where the page has no such proposal. */
  function takeProposal(index: number): boolean {
    const name = proposals.value.at(index)
    if (name !== undefined) confirm(name)
    return name !== undefined
  }

  function skip(): void {
    if (page.value !== undefined && !busy.value) void submit({ page: page.value.id, skip: true })
  }

  async function submit(answer: Answer | { page: number; skip: true }): Promise<void> {
    if (page.value === undefined) return
    const outcome = outcomeOf(answer)
    busy.value = true
    if (page.value.blind && wish.checksWanted > 0) wish.checksWanted -= 1
    const decided = client.call('decide', { answer })
    const asked = { ...wish.input }
    const next = client.call('page', asked)
    next.catch(() => undefined) // told below, unless the answer itself failed
    let own = Infinity
    try {
      own = (await decided).decision
      tell(outcome)
      await show(await next, asked)
    } catch (thrown) {
      await recover(AppError.from(thrown), next, asked)
    } finally {
      busy.value = false
      // Meanwhile the wish has changed, or an undo has made the page that came a stale one.
      if (JSON.stringify(wish.input) !== JSON.stringify(asked) || newest > own) refreshSoon()
    }
  }

  /** Another window may have answered the page: the next one is shown. Else the page stays, marks and all. */
  async function recover(problem: AppError, next: Promise<PageOutput>, asked: Input<'page'>): Promise<void> {
    if (problem.code === 'disconnected') return // the banner says so, and the page comes again
    const stale = problem.code === 'conflict' || problem.code === 'not-found'
    toasts.show(stale ? t('review.stale') : errorWords(problem), { tone: 'problem' })
    try {
      await show(await next, asked)
    } catch (thrown) {
      fail(thrown)
    }
  }

  function tell(outcome: Outcome): void {
    toasts.show(sentence(outcome), {
      action: { label: t('decisions.undo'), run: () => void decisions.undo() },
    })
  }

  function sentence({ skipped, labelled, classes }: Outcome): string {
    if (skipped) return t('review.said.skipped')
    if (labelled === 0) return t('review.said.nothing')
    const count = n(labelled)
    if (classes.length > 1) return t('review.said.several', { count, classes: n(classes.length) }, labelled)
    return t('review.said.labelled', { count, class: classes.at(0) ?? '' }, labelled)
  }

  return {
    ...{ shown, page, aspect, longestSide, error, busy, excluded, sentTo, focused },
    ...{ focusedPhoto, includedCount, isFinished, isRecheck, proposals },
    ...{ refresh, watchPages, leavePages, toggle, send, confirm, takeProposal, skip, pictureOf },
  }
})
