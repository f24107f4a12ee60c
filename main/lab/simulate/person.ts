/** @file The oracle: a simulated person who knows the truth, answers pages and pays for it in actions and seconds. */
import type { Random } from '../../math/random.ts'
import { tally } from '../../math/statistics.ts'
import { Names, type Merge } from './names.ts'
import { NO_FAULTS, type Faults } from './persons.ts'
import {
  NO_CLASS,
  tilesOf,
  type ClassifiedPhotos,
  type Effort,
  type PersonAnswer,
  type SimulatedPage,
} from './policy.ts'

/** What each thing costs, in actions (a key or a click) and in seconds. */
const ACTIONS = { answer: 1, open: 1, exclude: 1, send: 1, skip: 1, newName: 1, undo: 1, merge: 2 }
const SECONDS = {
  answer: 1.0,
  open: 0.5,
  exclude: 0.5,
  otherClass: 1.0,
  newName: 1.5,
  letter: 0.2,
  skip: 0.5,
  look: 0.15,
  nextPage: 0.5,
  undo: 0.5,
  merge: 3.0,
}

export interface PersonOptions {
  /** Share of the intruders on a page that the person misses, where that is more than `faults` say: 0 .. 1. */
  readonly noise: number
  /** Whether an excluded photo of an already named class is sent to it, at its price, or left undecided. */
  readonly sendExcluded: boolean
  /** Whether an excluded photo of a class without a name is named at once, at its price, or left undecided. */
  readonly nameExcluded: boolean
  /** None by default. */
  readonly faults?: Faults
}

/** The true class of each photo row, as an index of `names`. */
export interface Truth {
  readonly classOf: Int32Array
  readonly names: readonly string[]
}

const NO_EFFORT: Effort = { opened: 0, excluded: 0, sent: 0 }

/** The true class that a page says its photos are of, and how many of its tiles are. */
interface ExpectedClass {
  readonly of: (photo: number) => number
  readonly size: number
}

export class Person {
  actions = 0
  seconds = 0
  #answers = 0
  readonly #names: Names
  readonly #truth: Truth
  readonly #options: PersonOptions
  readonly #faults: Faults
  readonly #random: Random
  /** Draws of their own, so that two persons who differ in one fault meet the same pages until it shows. */
  readonly #typing: Random
  readonly #looking: Random

  /** @param random decides which faults the person makes. */
  constructor(truth: Truth, options: PersonOptions, random: Random) {
    this.#truth = truth
    this.#options = options
    const faults = options.faults ?? NO_FAULTS
    this.#faults = { ...faults, missed: Math.max(faults.missed, options.noise) }
    this.#random = random
    this.#typing = random.fork('typing')
    this.#looking = random.fork('looking')
    this.#names = new Names(truth.names, faults.secondNames, random.fork('names'))
  }

  /** The class as policies number it -> the true class. */
  get named(): readonly number[] {
    return this.#names.named
  }

  get hasStopped(): boolean {
    return this.#answers >= this.#faults.mostAnswers
  }

  /** Confirms the page's majority and excludes the rest, or skips a page whose majority is under half. */
  answer(page: SimulatedPage): PersonAnswer {
    this.#answers += 1
    if (this.#looking.next() < this.#faults.unseen) return this.#withoutALook(page)
    const tiles = tilesOf(page)
    this.seconds += SECONDS.nextPage + SECONDS.look * tiles.length
    const expected =
      page.suggestions === undefined ? this.#majority(page, tiles) : this.#ownClasses(page, tiles)
    if (2 * expected.size < tiles.length) {
      this.#pay(ACTIONS.skip, SECONDS.skip)
      return { skip: true }
    }
    this.#pay(ACTIONS.answer, SECONDS.answer)
    const pageClass =
      page.suggestions === undefined ? this.#nameOfPage(page, expected.of(tiles[0][0])) : undefined
    const parts = tiles.map((tile) => this.#opened(tile))
    const intruders = parts.flat().filter(([first]) => this.#notices(first, expected.of(first)))
    const out = new Set(intruders.flat())
    const confirmed = page.photos.filter((photo) => !out.has(photo))
    const { sent, left, effort } = this.#exclude(intruders)
    const opened = parts.filter((part, index) => part.length > 1 && tiles[index].length > 1).length
    return {
      skip: false,
      labels: [...this.#confirmed(page, pageClass, confirmed), ...sent],
      excluded: left,
      effort: { opened, ...effort },
    }
  }

  /**
   * The answer as the person gives it first, with a mistyped name; what it costs is paid, and its undo. Undefined where nothing
   * was mistyped.
   */
  mistypedAnswer(page: SimulatedPage, answer: PersonAnswer): PersonAnswer | undefined {
    if (answer.skip || this.#faults.mistyped === 0) return undefined
    const [ofPage, ...others] = answer.labels
    if (
      page.suggestions !== undefined ||
      ofPage.class === page.suggested ||
      this.#typing.next() >= this.#faults.mistyped
    )
      return undefined
    const name = `${ofPage.name}${ofPage.name.slice(-1)}`
    this.#pay(ACTIONS.answer + ACTIONS.undo, SECONDS.answer + SECONDS.undo)
    this.#payName(name)
    return { ...answer, labels: [{ ...ofPage, class: NO_CLASS, name }, ...others] }
  }

  /** Names that the person finds out to mean the same, to be merged now. @param isEnd when no more answers come. */
  merges(isEnd = false): readonly Merge[] {
    const merges = this.#names.dueMerges(isEnd ? Infinity : this.#answers)
    this.#pay(ACTIONS.merge * merges.length, SECONDS.merge * merges.length)
    return merges
  }

  /** Everything on the page is taken for what it is said to be, or else for what its first photo is. */
  #withoutALook(page: SimulatedPage): PersonAnswer {
    this.seconds += SECONDS.nextPage + SECONDS.look
    this.#pay(ACTIONS.answer, SECONDS.answer)
    const first = this.#truth.classOf[page.photos[0]]
    const pageClass = page.suggestions ? undefined : (page.suggested ?? this.#nameOfPage(page, first))
    return {
      skip: false,
      labels: this.#confirmed(page, pageClass, page.photos),
      excluded: [],
      effort: NO_EFFORT,
    }
  }

  /** What is judged by itself: the tile as a whole, or each photo of a stack of several classes, which is opened at its price. */
  #opened(tile: readonly number[]): readonly (readonly number[])[] {
    const { classOf } = this.#truth
    const isMixed = tile.some((photo) => classOf[photo] !== classOf[tile[0]])
    if (!isMixed || this.#faults.unseen > 0) return [tile]
    this.#pay(ACTIONS.open, SECONDS.open + SECONDS.look * (tile.length - 1))
    return tile.map((photo) => [photo])
  }

  /** The photos with the class of the page, or on a page of several classes each with the one suggested for it. */
  #confirmed(
    { suggestions = new Map<number, number>() }: SimulatedPage,
    pageClass: number | undefined,
    photos: readonly number[],
  ): ClassifiedPhotos[] {
    if (pageClass !== undefined) return [this.#classified(pageClass, photos)]
    const groups = Map.groupBy(photos, (photo) => suggestions.get(photo) ?? NO_CLASS)
    return [...groups].map(([index, members]) => this.#classified(index, members))
  }

  /** Each tile is expected to be of the class suggested for it. */
  #ownClasses({ suggestions }: SimulatedPage, tiles: readonly (readonly number[])[]): ExpectedClass {
    const of = (photo: number): number => this.named[suggestions?.get(photo) ?? NO_CLASS] ?? NO_CLASS
    return { of, size: tiles.filter(([seen]) => this.#truth.classOf[seen] === of(seen)).length }
  }

  /** The most frequent true class of what is seen; in a tie the suggested one, else the one that comes first. */
  #majority(page: SimulatedPage, tiles: readonly (readonly number[])[]): ExpectedClass {
    const counts = tally(tiles.map(([seen]) => this.#truth.classOf[seen]))
    let majority = page.suggested === null ? -1 : (this.named[page.suggested] ?? -1)
    let size = counts.get(majority) ?? 0
    for (const [trueClass, count] of counts) if (count > size) [majority, size] = [trueClass, count]
    return { of: () => majority, size }
  }

  /** Whether the person notices that the photo is not of the class that it is expected to be of. */
  #notices(photo: number, expected: number): boolean {
    if (this.#truth.classOf[photo] === expected) return false
    return this.#faults.missed === 0 || this.#random.next() >= this.#faults.missed
  }

  /** @param intruders photos by themselves, and stacks as a whole, which go where their first photo belongs */
  #exclude(intruders: readonly (readonly number[])[]): {
    sent: ClassifiedPhotos[]
    left: number[]
    effort: Pick<Effort, 'excluded' | 'sent'>
  } {
    const photosOf = new Map<number, number[]>()
    const left: number[] = []
    let sent = 0
    for (const photos of intruders) {
      this.#pay(ACTIONS.exclude, SECONDS.exclude)
      const trueClass = this.#truth.classOf[photos[0]]
      const isKnown = this.#names.isNamed(trueClass)
      if (isKnown ? this.#options.sendExcluded : this.#options.nameExcluded) {
        const to = this.#names.indexFor(trueClass)
        if (isKnown) this.#pay(ACTIONS.send, SECONDS.otherClass)
        else this.#payName(this.#names.nameAt(to))
        sent += isKnown ? 1 : 0
        photosOf.set(to, [...(photosOf.get(to) ?? []), ...photos])
      } else left.push(...photos)
    }
    return {
      sent: [...photosOf].map(([to, photos]) => this.#classified(to, photos)),
      left,
      effort: { excluded: intruders.length, sent },
    }
  }

  /** The suggested name where it is right; else the person chooses a known one, or types a new one at its price. */
  #nameOfPage({ suggested }: SimulatedPage, trueClass: number): number {
    if (suggested !== null && this.named[suggested] === trueClass) return suggested
    const names = this.named.length
    const index = this.#names.indexForPage(trueClass, this.#answers)
    if (index >= names) this.#payName(this.#names.nameAt(index))
    else this.#pay(0, SECONDS.otherClass)
    return index
  }

  #payName(name: string): void {
    this.#pay(ACTIONS.newName, SECONDS.newName + SECONDS.letter * Array.from(name).length)
  }

  #classified(index: number, photos: readonly number[]): ClassifiedPhotos {
    return { class: index, name: this.#names.nameAt(index), photos }
  }

  #pay(actions: number, seconds: number): void {
    this.actions += actions
    this.seconds += seconds
  }
}
