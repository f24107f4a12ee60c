/** @file The names that a simulated person gave to classes; a careless one gives some classes a second name, and merges the two later. */
import type { Random } from '../../math/random.ts'

/** The second name is noticed after so many more answers. */
const MERGED_AFTER = 10

export interface Merge {
  readonly from: string
  readonly into: string
}

/** A class that has two names for now. */
interface SecondName {
  readonly trueClass: number
  readonly first: number
  readonly second: number
  readonly noticedAt: number
}

export class Names {
  /**
   * True classes in the order in which names were given: the index is the class as policies number it, the value the true class. A class
   * with two names is in it twice.
   */
  readonly named: number[] = []
  readonly #names: string[] = []
  readonly #trueNames: readonly string[]
  /** True class -> the index of the name that the person types. */
  readonly #indexOf = new Map<number, number>()
  /** True classes that will get a second name. */
  readonly #toNameTwice: Set<number>
  #secondNames: SecondName[] = []

  /** @param twice the share of the classes that get a second name; at least one class does where it is above 0. */
  constructor(trueNames: readonly string[], twice: number, random: Random) {
    this.#trueNames = trueNames
    const drawn = random.shuffle([...trueNames.keys()])
    this.#toNameTwice = new Set(drawn.slice(0, Math.ceil(twice * trueNames.length)))
  }

  isNamed(trueClass: number): boolean {
    return this.#indexOf.has(trueClass)
  }

  /** What stands for the class of this index. */
  nameAt(index: number): string {
    return this.#names[index]
  }

  /** The index of the name that the person types for a class, a new one where it has none yet. */
  indexFor(trueClass: number): number {
    return this.#indexOf.get(trueClass) ?? this.#add(trueClass, this.#trueNames[trueClass])
  }

  /**
   * The same, for a page that no name was suggested for: there the person may have forgotten that the class has a name.
   * @param answers given so far.
   */
  indexForPage(trueClass: number, answers: number): number {
    const first = this.#indexOf.get(trueClass)
    if (first === undefined || !this.#toNameTwice.delete(trueClass)) return this.indexFor(trueClass)
    const second = this.#add(trueClass, `${this.#trueNames[trueClass]} again`)
    this.#secondNames.push({ trueClass, first, second, noticedAt: answers + MERGED_AFTER })
    return second
  }

  /** The merges of the names that are noticed by now; from then on only the first name is typed. */
  dueMerges(answers: number): Merge[] {
    const due = this.#secondNames.filter(({ noticedAt }) => noticedAt <= answers)
    this.#secondNames = this.#secondNames.filter((each) => !due.includes(each))
    for (const { trueClass, first } of due) this.#indexOf.set(trueClass, first)
    return due.map(({ first, second }) => ({ from: this.#names[second], into: this.#names[first] }))
  }

  #add(trueClass: number, name: string): number {
    const index = this.named.push(trueClass) - 1
    this.#names.push(name)
    this.#indexOf.set(trueClass, index)
    return index
  }
}
