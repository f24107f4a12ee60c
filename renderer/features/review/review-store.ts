/**
 * @file Requests pages and answers them. An answer and the request for the next page are sent together; the answered page
 * stays until the next one and its pictures are loaded. What the person does on a page: page/use-open-page.ts.
 */
import { defineStore } from 'pinia'
import { computed, markRaw, ref, shallowRef, watch } from 'vue'
import type { Input, Output } from '../../../shared/contract.ts'
import type { Page, PhotoId } from '../../../shared/domain.ts'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import type { AppError } from '../../../shared/errors.ts'
import { hasGrown } from '../../../shared/growth.ts'
import { proposedNames } from '../../ui/class-choice/completion.ts'
import { coalesce } from '../../connection/coalesce.ts'
import { useClient } from '../../connection/use-client.ts'
import { reportableError } from '../../connection/reportable-error.ts'
import { i18n } from '../../i18n.ts'
import { buildAnswer, buildPartAnswer, outcomeOf, type Outcome } from './page/answer.ts'
import { FirstHints } from './first-hints.ts'
import { included, named, namesPage, offeredGuess, openPage } from './page/open-page.ts'
import { preloadPictures, tileAspect } from './page/preload.ts'
import { useOpenPage } from './page/use-open-page.ts'
import { errorWords } from '../../words/engine-words.ts'
import { listed } from '../../words/lists.ts'
import { useDecisions } from '../../stores/decisions.ts'
import { useJobs } from '../../stores/jobs.ts'
import { useLibrary } from '../../stores/library.ts'
import { usePageQuery } from './page-query-store.ts'
import { useToasts } from '../../stores/toasts.ts'

type PageOutput = Output<'page'>
type Answer = Input<'decide'>['answer']

interface Asked {
  readonly input: Input<'page'>
  /** A better page may come instead of the one on screen. */
  readonly renew: boolean
  readonly turn: number
  readonly output: Promise<PageOutput>
}

export const useReview = defineStore('review', () => {
  const client = useClient()
  const library = useLibrary()
  const jobs = useJobs()
  const toasts = useToasts()
  const decisions = useDecisions()
  const pageQuery = usePageQuery()
  const { t, n } = i18n.global
  const onPage = useOpenPage(decisions.madeStep)
  const firstHints = new FirstHints()
  const { open, page, busy } = onPage

  const shown = shallowRef<PageOutput>()
  /** The request for the page on screen. */
  const shownFor = shallowRef<Input<'page'>>({})
  const aspect = ref(4 / 3)
  /** The longest side in pixels of the largest loaded picture of the page. */
  const longestSide = ref<number>()
  /** Why there is no page; `not-found` while the library has no photos with features. */
  const error = shallowRef<AppError>()
  /** Requests for a page without an answer: until it comes, an error is of the request before. */
  const pending = ref(0)
  const isAsking = computed(() => pending.value > 0)

  /** There are photos without a label, but none that is like the class that was asked for. */
  const isClassDone = computed(
    () => shown.value?.page === null && shown.value.remaining > 0 && pageQuery.query === 'class',
  )
  /** Nothing is left to ask about, with the current query. */
  const isFinished = computed(() => shown.value?.page === null && !isClassDone.value)
  const includedCount = computed(() => (open.value === undefined ? 0 : included(open.value).length))
  /** Names that have a digit as their key: the guess of an open question, and proposals for something new. */
  const choices = computed(() => {
    if (open.value === undefined) return []
    const guess = offeredGuess(open.value)
    return proposedNames(
      [...(guess === null ? [] : [guess]), ...open.value.page.proposals],
      library.classNames,
    )
  })

  /**
   * Pages are requested only while the view is open: a page stays open until it is answered, so an early one would know few
   * of the photos.
   */
  const isWatched = ref(false)
  /** Number of the last request: only its page is shown, however late an earlier one arrives. */
  let lastTurn = 0
  /** The answer that is being sent: whether it was stored. */
  let answering: Promise<boolean> | undefined

  /** Photos of the library, as the engine said last. */
  let photos = 0
  /** Photos when the page on screen was opened, or last compared with a better one. */
  let photosAtChoice = 0
  /** Enough photos came in since then that a better page may replace this one, which nobody has touched. */
  function mayRenew(): boolean {
    if (page.value === undefined || onPage.isTouched.value) return false
    // The last photos are few, but the page has to do from then on.
    const isReading = jobs.running('index') !== undefined
    return isReading ? hasGrown(photosAtChoice, photos) : photos > photosAtChoice
  }

  const refresh = coalesce(async () => {
    if (busy.value || !isWatched.value) return // when busy, the next page is already being loaded
    const renew = mayRenew()
    // The page on screen will be replaced, so it takes no more keys and clicks.
    const isOther = page.value !== undefined && (renew || !isSame(shownFor.value, pageQuery.input))
    const asked = ask(renew)
    const showing = show(asked).catch((thrown: unknown) => {
      if (asked.turn === lastTurn) fail(thrown)
    })
    await (isOther ? onPage.holding(() => showing) : showing)
    if (!renew && mayRenew()) refreshSoon() // photos came in while the window was cut off
  })
  const refreshSoon = (): void => void refresh()
  client.whenConnected(refreshSoon)
  /** The newest decision that the engine has reported, and the newest one of this window. */
  let newest = 0
  let ownNewest = 0
  client.on('decided', ({ decision }) => {
    newest = decision
    refreshSoon()
  })
  watch(() => JSON.stringify(pageQuery.input), refreshSoon)
  client.on('photos', (event) => {
    photos = event.photos
    if (page.value === undefined || mayRenew()) refreshSoon()
  })
  client.onOtherLibrary(() => {
    lastTurn += 1 // pages that are still loading are of the old library
    newest = ownNewest = 0 // each library counts its decisions separately
    photos = photosAtChoice = 0
    shown.value = undefined
    error.value = undefined
    onPage.forgetAll()
    refreshSoon()
  })
  decisions.followPage({
    answered: () => answering ?? Promise.resolve(true),
    stepBack: () => isWatched.value && onPage.stepBack(),
    stepForth: () => isWatched.value && onPage.stepForth(),
    around,
  })

  function watchPages(): void {
    isWatched.value = true
    refreshSoon()
  }
  function leavePages(): void {
    isWatched.value = false
    if (error.value?.code === 'not-found') error.value = undefined // photos may come in before anyone is back
  }

  function ask(renew = false): Asked {
    lastTurn += 1
    const input = { ...pageQuery.input }
    const output = client.call('page', { ...input, renew })
    pending.value += 1
    const ended = (): void => void (pending.value -= 1)
    output.then(ended, ended) // an error is reported by whoever shows the page, unless the answer before it failed
    return { input, renew, turn: lastTurn, output }
  }
  /** Shows a page once its pictures are loaded. The same page keeps its marks. */
  async function show({ input, renew, turn, output }: Asked, restores = false): Promise<void> {
    const next = await output
    const nextPage = next.page
    const isOther = nextPage !== null && nextPage.id !== page.value?.id
    if (isOther && library.status === undefined) await library.refresh()
    const sizes = isOther ? await preloadPictures(picturesOf(nextPage)) : []
    if (turn !== lastTurn) return
    if (isOther) {
      const sides = sizes.flatMap((size) => (size ? [size.width, size.height] : []))
      aspect.value = tileAspect(sizes)
      longestSide.value = sides.length === 0 ? undefined : Math.max(...sides)
    }
    shown.value = next
    shownFor.value = input
    photos = Math.max(photos, next.photos) // more were perhaps announced since this was asked for
    if (isOther || renew) photosAtChoice = next.photos
    onPage.put(nextPage, { restores })
    error.value = undefined
    // The query that the person chose has no more photos; other queries may have some.
    if (nextPage === null && !isClassDone.value && pageQuery.query !== 'value') pageQuery.reset()
  }

  /** The picture of a page with a single tile is loaded in the large size. */
  function pictureOf(id: number, tiles: number): string {
    return tiles === 1 ? library.large(id) : library.thumbnail(id)
  }
  function picturesOf(next: Page): string[] {
    const { tiles } = openPage(next)
    return tiles.map(({ cover }) => pictureOf(cover.id, tiles.length))
  }

  function fail(thrown: unknown): void {
    const problem = reportableError(thrown)
    if (problem === undefined) return
    error.value = problem
    if (problem.code !== 'not-found') return
    shown.value = undefined
    onPage.forgetAll()
  }

  /** Answers the whole page. @param name its class according to the person; null where each photo has its own. */
  function confirm(name: string | null): void {
    const { value: now } = open
    if (now === undefined || !onPage.isReady() || !onPage.isAllSeen()) return
    const answer = buildAnswer(now.page, now.marks, name)
    if (answer !== undefined) void submit(answer)
  }
  /** Gives photos of the page a name; this answers the page if they are all of its remaining photos. */
  function name(photos: readonly PhotoId[], given: string): void {
    if (open.value === undefined || !onPage.isReady()) return
    if (namesPage(open.value)) confirm(given)
    else onPage.send(photos, given)
  }
  /** Takes an offered name, for the same photos as a typed one. */
  function takeChoice(given: string): void {
    const whom = open.value === undefined ? [] : named(open.value)
    if (whom.length === 0) onPage.showHint('allOut')
    else name(whom, given)
  }
  /** Answers that none of the photos is of the suggested class; those that were sent elsewhere stay sent. */
  function noneOfThese(): void {
    const { value: now } = open
    if (now === undefined || !onPage.isReady()) return
    if (now.page.class === null || !onPage.isAllSeen()) return
    const excluded = new Set(now.page.photos.map(({ id }) => id))
    const answer = buildAnswer(now.page, { ...now.marks, excluded }, now.page.class)
    if (answer !== undefined) void submit(answer)
  }
  /**
   * Leaves out all photos but the selected ones. On a page of several classes these alone are confirmed, since of the others only the
   * one who looks at each can say that it is not of its class.
   */
  function keepOnly(): void {
    const { value: now } = open
    if (now?.page.kind !== 'mixed') onPage.keepOnly()
    else if (now.selected.size > 0) confirmPart(named(now))
  }
  function confirmPart(ids: readonly PhotoId[]): void {
    const { value: now } = open
    if (now?.page.kind !== 'mixed' || ids.length === 0 || !onPage.isReady()) return
    void submit(buildPartAnswer(now.page, now.marks, ids))
  }
  /** Sets photos aside, and goes on with the rest; where there is none, the page is answered. */
  function setAside(as: SetAsideAs, photos?: readonly PhotoId[]): void {
    if (onPage.setAside(as, photos)) confirm(null)
  }
  function skip(): void {
    if (page.value !== undefined && onPage.isReady()) void submit({ page: page.value.id, skip: true })
  }

  function submit(answer: Answer): Promise<boolean> {
    answering = onPage
      .holding(() => answerPage(answer))
      .finally(() => {
        answering = undefined
        // Meanwhile the query has changed, a decision elsewhere has made the new page outdated, many photos came in, or
        // another library was opened.
        const isStale = newest > ownNewest || !isSame(shownFor.value, pageQuery.input) || mayRenew()
        if (isStale || shown.value === undefined) refreshSoon()
      })
    return answering
  }
  /** @returns whether the answer was stored. */
  async function answerPage(answer: Answer): Promise<boolean> {
    if (page.value?.blind === true && pageQuery.checksWanted > 0) pageQuery.checksWanted -= 1
    const decided = client.call('decide', { answer })
    const asked = ask()
    let isStored = false
    try {
      ownNewest = (await decided).decision
      isStored = true
      if (!('skip' in answer)) firstHints.pageAnswered()
      tell(outcomeOf(answer))
      await show(asked)
    } catch (thrown) {
      const problem = reportableError(thrown)
      if (problem !== undefined) await recover(problem, asked) // if it is the connection, the page is requested again with that
    }
    return isStored
  }

  /** If another window has answered the page, the next one is shown; otherwise the page stays, with its marks. */
  async function recover(problem: AppError, asked: Asked): Promise<void> {
    const stale = problem.code === 'conflict' || problem.code === 'not-found'
    toasts.show(stale ? t('review.stale') : errorWords(problem), { tone: 'problem' })
    await show(asked).catch(fail)
  }

  /** Undoes or redoes a decision, and then shows the open page. */
  async function around(work: () => Promise<void>): Promise<void> {
    if (!isWatched.value) return work()
    await onPage.holding(async () => {
      await work()
      await show(ask(), true).catch(fail)
    })
    refreshSoon() // other windows may have made decisions meanwhile
  }

  function tell(outcome: Outcome): void {
    toasts.show(sentence(outcome), {
      action: { label: t('decisions.undo'), run: () => void decisions.takeBack() },
    })
  }
  function sentence({ skipped, labelled, classes, aside, leftOut }: Outcome): string {
    if (skipped) return t('review.said.skipped')
    const count = n(labelled)
    const said =
      classes.length > 1
        ? t('review.said.several', { count, classes: n(classes.length) }, labelled)
        : t('review.said.labelled', { count, class: classes.at(0) ?? '' }, labelled)
    const away = aside.map(({ as, photos: many }) =>
      t('aside.done', { count: n(many), name: t(`aside.name.${as}`) }, many),
    )
    const done = [...(labelled === 0 ? [] : [said]), ...away]
    const told = done.length === 0 ? t('review.said.nothing') : listed(done)
    // Else they would seem to be lost, or to have been asked in vain when they come again.
    return leftOut === 0 ? told : t('review.said.andAgain', { said: told, count: n(leftOut) }, leftOut)
  }

  return {
    ...onPage,
    ...{ shown, aspect, longestSide, error, isAsking, isFinished, isClassDone, includedCount, choices },
    ...{
      refresh,
      watchPages,
      leavePages,
      confirm,
      name,
      takeChoice,
      noneOfThese,
      keepOnly,
      confirmPart,
      setAside,
      skip,
      firstHints: markRaw(firstHints),
      pictureOf,
    },
  }
})

function isSame(one: Input<'page'>, other: Input<'page'>): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
