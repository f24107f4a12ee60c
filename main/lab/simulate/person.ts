/** @file The oracle: a simulated person who knows the truth, answers pages and pays for it in actions and seconds. */
import type { Random } from '../../math/random.ts'
import { tally } from '../../math/statistics.ts'
import { Names, type Merge } from './names.ts'
import { NO_FAULTS, type Faults } from './persons.ts'
import { NO_CLASS, type ClassifiedPhotos, type PersonAnswer, type SimulatedPage } from './policy.ts'

/** What each thing costs, in actions (a key or a click) and in seconds. */
const ACTIONS = { answer: 1, exclude: 1, send: 1, skip: 1, newName: 1, undo: 1, merge: 2 }
const SECONDS = {
  answer: 1.0,
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
    this.seconds += SECONDS.nextPage + SECONDS.look * page.photos.length
    const { majority, size } = this.#majority(page)
    if (2 * size < page.photos.length) {
      this.#pay(ACTIONS.skip, SECONDS.skip)
      return { skip: true }
    }
    this.#pay(ACTIONS.answer, SECONDS.answer)
    const pageClass = this.#nameOfPage(page, majority)
    const intruders = page.photos.filter((photo) => this.#notices(photo, majority))
    const confirmed = page.photos.filter((photo) => !intruders.includes(photo))
    const { sent, left } = this.#exclude(intruders)
    return { skip: false, labels: [this.#classified(pageClass, confirmed), ...sent], excluded: left }
  }

  /**
   * The answer as the person gives it first, with a mistyped name; what it costs is paid, and its undo. Undefined where nothing
   * was mistyped.
   */
  slip(page: SimulatedPage, answer: PersonAnswer): PersonAnswer | undefined {
    if (answer.skip || this.#faults.mistyped === 0) return undefined
    const [ofPage, ...others] = answer.labels
    if (ofPage.class === page.suggested || this.#typing.next() >= this.#faults.mistyped) return undefined
    const name = `${ofPage.name}${ofPage.name.slice(-1)}`
    this.#pay(ACTIONS.answer + ACTIONS.undo, SECONDS.answer + SECONDS.undo)
    this.#payName(name)
    return { ...answer, labels: [{ ...ofPage, class: NO_CLASS, name }, ...others] }
  }

  /** Names that the person finds out to mean the same, to be merged now. @param isEnd when no more answers come. */
  merges(isEnd = false): readonly Merge[] {
    const merges = this.#names.noticed(isEnd ? Infinity : this.#answers)
    this.#pay(ACTIONS.merge * merges.length, SECONDS.merge * merges.length)
    return merges
  }

  /** Everything on the page is taken for what it is said to be, or else for what its first photo is. */
  #withoutALook(page: SimulatedPage): PersonAnswer {
    this.seconds += SECONDS.nextPage + SECONDS.look
    this.#pay(ACTIONS.answer, SECONDS.answer)
    const first = this.#truth.classOf[page.photos[0]]
    const pageClass = page.suggested ?? this.#nameOfPage(page, first)
    return { skip: false, labels: [this.#classified(pageClass, page.photos)], excluded: [] }
  }

  /** The most frequent true class; in a tie the suggested one, else the one that comes first. */
  #majority(page: SimulatedPage): { majority: number; size: number } {
    const counts = tally(page.photos.map((photo) => this.#truth.classOf[photo]))
    let majority = page.suggested === null ? -1 : (this.named[page.suggested] ?? -1)
    let size = counts.get(majority) ?? 0
    for (const [trueClass, count] of counts) if (count > size) [majority, size] = [trueClass, count]
    return { majority, size }
  }

  /** Whether the person notices that the photo is not of class `majority`. */
  #notices(photo: number, majority: number): boolean {
    if (this.#truth.classOf[photo] === majority) return false
    return this.#faults.missed === 0 || this.#random.next() >= this.#faults.missed
  }

  #exclude(intruders: readonly number[]): { sent: ClassifiedPhotos[]; left: number[] } {
    const photosOf = new Map<number, number[]>()
    const left: number[] = []
    for (const photo of intruders) {
      this.#pay(ACTIONS.exclude, SECONDS.exclude)
      const trueClass = this.#truth.classOf[photo]
      const isKnown = this.#names.isNamed(trueClass)
      if (isKnown ? this.#options.sendExcluded : this.#options.nameExcluded) {
        const to = this.#names.typed(trueClass)
        if (isKnown) this.#pay(ACTIONS.send, SECONDS.otherClass)
        else this.#payName(this.#names.written(to))
        photosOf.set(to, [...(photosOf.get(to) ?? []), photo])
      } else left.push(photo)
    }
    return { sent: [...photosOf].map(([to, photos]) => this.#classified(to, photos)), left }
  }

  /** The suggested name where it is right; else the person chooses a known one, or types a new one at its price. */
  #nameOfPage({ suggested }: SimulatedPage, trueClass: number): number {
    if (suggested !== null && this.named[suggested] === trueClass) return suggested
    const names = this.named.length
    const index = this.#names.typedForPage(trueClass, this.#answers)
    if (index >= names) this.#payName(this.#names.written(index))
    else this.#pay(0, SECONDS.otherClass)
    return index
  }

  #payName(name: string): void {
    this.#pay(ACTIONS.newName, SECONDS.newName + SECONDS.letter * Array.from(name).length)
  }

  #classified(index: number, photos: readonly number[]): ClassifiedPhotos {
    return { class: index, name: this.#names.written(index), photos }
  }

  #pay(actions: number, seconds: number): void {
    this.actions += actions
    this.seconds += seconds
  }
}
