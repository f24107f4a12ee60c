/**
 * @file What the review can answer at once when a library is opened again as it was closed.
 *
 * [Note: Kept answers] All that a session computes follows from the library model and the journal. For 100,000 photos that takes
 * seconds, so the results that a window asks for first are kept in the library when it is closed: the guesses of all photos, and
 * what is shown with the open page. They are used only while the model's version, the journal and the program are those that they
 * were computed from, and only for what they hold exactly. Everything else waits for the session's own snapshot.
 */
import { z } from 'zod'
import type { Page, PhotoId } from '../../../shared/domain.ts'
import type { Expectation } from '../../learn/assessment/expectation.ts'
import type {
  DecisionId,
  GuessColumns,
  LabelSetId,
  ModelVersion,
  Store,
  StoredPage,
} from '../../store/types/index.ts'
import { importedGuess, importedGuesses } from '../elsewhere/imported-guesses.ts'
import { checkDue } from './blind.ts'
import { isStillOpen, matchesQuery, type ReviewSnapshot } from './next-page.ts'
import { pageWith, queryOf, stacksOf, type PageRequest } from './page-request.ts'
import { rankedGuesses, type Guess, type SureOnes } from './suggestions.ts'

const Id = z.int()
const Facts = z.object({
  /** The head that answered, if any. */
  head: Id.nullable(),
  classCount: z.int(),
  labelledCount: z.int(),
  /** See the contract's method `page`. */
  sure: z.int(),
  sureWrong: z.number(),
  /** Null while there is no class. */
  expectation: z
    .object({ photos: z.int(), labelled: z.int(), wrong: z.number(), doubtful: z.array(z.int()) })
    .nullable(),
  /** The open page, where it may be shown again, with the stacks on it. */
  page: z.object({ id: Id, stacks: z.array(z.array(Id)) }).nullable(),
})
type Facts = z.infer<typeof Facts>

interface Kept extends GuessColumns {
  readonly facts: Facts
}

export class KeptAnswers {
  readonly #store: Store
  readonly #labelSet: LabelSetId
  readonly #madeBy: string
  /** What was found for this state of the library. */
  #found: { version: ModelVersion; upTo: DecisionId; kept: Kept | undefined } | undefined

  /** @param program what tells its build from all others: another one may guess otherwise */
  constructor(store: Store, program: string) {
    this.#store = store
    this.#labelSet = store.labelSets.current()
    this.#madeBy = program
  }

  /** The open page, where it is what is asked for; undefined where only a snapshot can tell. */
  page(request: PageRequest): ({ page: Page; expectation: Expectation | undefined } & SureOnes) | undefined {
    const facts = this.#current()?.facts
    const open = this.#store.pages.current(this.#labelSet)
    if (facts === undefined || open === undefined || open.id !== facts.page?.id) return undefined
    if (request.renew === true || !this.#isAskedFor(open, request, facts)) return undefined
    const page = pageWith(this.#store, open, facts.page.stacks)
    return { page, expectation: facts.expectation ?? undefined, sure: facts.sure, sureWrong: facts.sureWrong }
  }

  #isAskedFor(open: StoredPage, request: PageRequest, { labelledCount }: Facts): boolean {
    const { mixed = false, sample = false } = request
    const query = queryOf(this.#store, this.#labelSet, request)
    const due = checkDue(this.#store, this.#labelSet, labelledCount, sample)
    if (due !== undefined) return due === 'sample' && open.blind && open.audit === null
    return !open.blind && matchesQuery(open, query, { mixed })
  }

  /** As the session's; undefined where nothing is kept. */
  suggest(minProbability: number): Guess[] | undefined {
    const kept = this.#current()
    if (kept === undefined) return undefined
    const { photos, classes, probabilities, facts } = kept
    if (facts.classCount === 0) return importedGuesses(this.#store, minProbability)
    const names = this.#store.classes.names(this.#labelSet)
    const below = probabilities.findIndex((probability) => probability < minProbability)
    return Array.from({ length: below < 0 ? photos.length : below }, (_, place) => ({
      photo: photos[place],
      class: names.get(classes[place]) ?? '',
      probability: probabilities[place],
      head: facts.head,
    }))
  }

  /** As the session's, in a list; undefined where nothing is kept. */
  suggestionFor(photo: PhotoId): (Guess | undefined)[] | undefined {
    const kept = this.#current()
    if (kept === undefined) return undefined
    const { photos, classes, probabilities, facts } = kept
    if (facts.classCount === 0) return [importedGuess(this.#store, photo)]
    const place = photos.indexOf(photo)
    if (place < 0) return [undefined]
    const name = this.#store.classes.name(classes[place])
    return [{ photo, class: name, probability: probabilities[place], head: facts.head }]
  }

  /**
   * Keeps what a window is to be answered with when it opens the library again.
   * @param snapshot of the library as it is now
   */
  keep(
    snapshot: ReviewSnapshot,
    { expectation, ...sure }: { expectation: Expectation | undefined } & SureOnes,
  ): void {
    const open = this.#store.pages.current(this.#labelSet)
    const isShownAgain = open !== undefined && isStillOpen(open, snapshot)
    const page = isShownAgain ? { id: open.id, stacks: stacksOf(open, snapshot.space) } : null
    const known = this.#current()
    if (known !== undefined && (known.facts.page?.id ?? null) === (page?.id ?? null)) return
    const { head, evidence, model, upTo } = snapshot
    const guesses = evidence.classCount === 0 ? [] : rankedGuesses(snapshot)
    const facts: Facts = {
      head: head?.id ?? null,
      classCount: evidence.classCount,
      labelledCount: evidence.labelledCount,
      ...sure,
      expectation: expectation === undefined ? null : { ...expectation, doubtful: [...expectation.doubtful] },
      page,
    }
    this.#store.keptGuesses.put(this.#labelSet, {
      madeBy: this.#madeBy,
      version: model.version,
      lastDecision: upTo,
      guesses: {
        photos: Int32Array.from(guesses, ({ photo }) => photo),
        classes: Int32Array.from(guesses, ({ classId }) => classId),
        probabilities: Float64Array.from(guesses, ({ probability }) => probability),
      },
      facts,
    })
  }

  #current(): Kept | undefined {
    const [version, upTo] = [this.#store.modelVersion(), this.#store.journal.lastId()]
    const found = this.#found
    if (
      found?.version.photos !== version.photos ||
      found.version.head !== version.head ||
      found.upTo !== upTo
    ) {
      const kept = this.#store.keptGuesses.current(this.#labelSet, this.#madeBy)
      const facts = Facts.safeParse(kept?.facts).data
      this.#found = { version, upTo, kept: kept && facts && { ...kept, facts } }
    }
    return this.#found?.kept
  }
}
