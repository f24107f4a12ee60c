/** @file The oracle: a simulated person who knows the truth, answers pages and pays for it in actions and seconds. */
import type { Random } from '../../math/random.ts'
import type { ClassifiedPhotos, PersonAnswer, SimulatedPage } from './policy.ts'

/** What each thing costs, in actions (a key or a click) and in seconds. */
const ACTIONS = { answer: 1, exclude: 1, send: 1, skip: 1, newName: 1 }
const SECONDS = {
  answer: 1.0,
  exclude: 0.5,
  otherClass: 1.0,
  newName: 1.5,
  letter: 0.2,
  skip: 0.5,
  look: 0.15,
  nextPage: 0.5,
}

export interface PersonOptions {
  /** Share of the intruders on a page that the person misses, and so confirms: 0 .. 1. */
  readonly noise: number
  /** Whether an excluded photo of an already named class is sent to it, at its price, or left undecided. */
  readonly sendExcluded: boolean
  /** Whether an excluded photo of a class without a name is named at once, at its price, or left undecided. */
  readonly nameExcluded: boolean
}

/** The true class of each photo row, as an index of `names`. */
export interface Truth {
  readonly classOf: Int32Array
  readonly names: readonly string[]
}

export class Person {
  actions = 0
  seconds = 0
  /**
   * True classes in the order in which they were named: the index is the class as policies number it, the value the true
   * class.
   */
  readonly named: number[] = []
  readonly #truth: Truth
  readonly #options: PersonOptions
  readonly #random: Random

  /** @param random decides which intruders the person misses. */
  constructor(truth: Truth, options: PersonOptions, random: Random) {
    this.#truth = truth
    this.#options = options
    this.#random = random
  }

  /** Confirms the page's majority and excludes the rest, or skips a page whose majority is under half. */
  answer(page: SimulatedPage): PersonAnswer {
    this.seconds += SECONDS.nextPage + SECONDS.look * page.photos.length
    const { majority, size } = this.#majority(page)
    if (2 * size < page.photos.length) {
      this.#pay(ACTIONS.skip, SECONDS.skip)
      return { skip: true }
    }
    this.#pay(ACTIONS.answer, SECONDS.answer)
    const isNew = !this.named.includes(majority)
    const pageClass = this.#nameOf(majority)
    if (!isNew && page.suggested !== pageClass) this.#pay(0, SECONDS.otherClass)
    const intruders = page.photos.filter((photo) => this.#notices(photo, majority))
    const confirmed = page.photos.filter((photo) => !intruders.includes(photo))
    const { sent, left } = this.#exclude(intruders)
    return { skip: false, labels: [this.#classified(pageClass, confirmed), ...sent], excluded: left }
  }

  /** The most frequent true class; in a tie the suggested one, else the one that comes first. */
  #majority(page: SimulatedPage): { majority: number; size: number } {
    const counts = new Map<number, number>()
    for (const photo of page.photos) {
      const trueClass = this.#truth.classOf[photo]
      counts.set(trueClass, (counts.get(trueClass) ?? 0) + 1)
    }
    let majority = page.suggested === null ? -1 : (this.named[page.suggested] ?? -1)
    let size = counts.get(majority) ?? 0
    for (const [trueClass, count] of counts) if (count > size) [majority, size] = [trueClass, count]
    return { majority, size }
  }

  /** Whether the person notices that the photo is not of class `majority`. */
  #notices(photo: number, majority: number): boolean {
    if (this.#truth.classOf[photo] === majority) return false
    return this.#options.noise === 0 || this.#random.next() >= this.#options.noise
  }

  #exclude(intruders: readonly number[]): { sent: ClassifiedPhotos[]; left: number[] } {
    const photosOf = new Map<number, number[]>()
    const left: number[] = []
    for (const photo of intruders) {
      this.#pay(ACTIONS.exclude, SECONDS.exclude)
      const trueClass = this.#truth.classOf[photo]
      const isKnown = this.named.includes(trueClass)
      if (isKnown ? this.#options.sendExcluded : this.#options.nameExcluded) {
        const to = this.#nameOf(trueClass)
        if (isKnown) this.#pay(ACTIONS.send, SECONDS.otherClass)
        photosOf.set(to, [...(photosOf.get(to) ?? []), photo])
      } else left.push(photo)
    }
    return { sent: [...photosOf].map(([to, photos]) => this.#classified(to, photos)), left }
  }

  /** The index of a true class among the named ones; names it, at its price, where it has no name yet. */
  #nameOf(trueClass: number): number {
    const known = this.named.indexOf(trueClass)
    if (known >= 0) return known
    this.#pay(
      ACTIONS.newName,
      SECONDS.newName + SECONDS.letter * Array.from(this.#truth.names[trueClass]).length,
    )
    return this.named.push(trueClass) - 1
  }

  #classified(index: number, photos: readonly number[]): ClassifiedPhotos {
    return { class: index, name: this.#truth.names[this.named[index]], photos }
  }

  #pay(actions: number, seconds: number): void {
    this.actions += actions
    this.seconds += seconds
  }
}
