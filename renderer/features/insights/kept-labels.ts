/** @file Labels that were suspected and that the person keeps: remembered in this window, for each library. */
import { z } from 'zod'

const STORED_AS = 'twinsort.kept'
const Stored = z.array(z.string()).catch([])

interface Label {
  readonly id: number
  readonly class: string
}
const nameOf = ({ id, class: name }: Label): string => `${id}:${name}`

export class KeptLabels {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'>
  readonly #key: string
  readonly #kept: ReadonlySet<string>

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>, library: string, kept?: ReadonlySet<string>) {
    this.#storage = storage
    this.#key = `${STORED_AS}.${library}`
    this.#kept = kept ?? this.#read()
  }

  has(label: Label): boolean {
    return this.#kept.has(nameOf(label))
  }

  /** @returns the labels as they are then; this object stays as it is */
  with(label: Label, isKept: boolean): KeptLabels {
    const others = [...this.#kept].filter((name) => name !== nameOf(label))
    const next = isKept ? [...others, nameOf(label)] : others
    try {
      this.#storage.setItem(this.#key, JSON.stringify(next))
    } catch {
      // A window that may store nothing forgets it at its end; it holds until then.
    }
    return new KeptLabels(this.#storage, this.#key.slice(STORED_AS.length + 1), new Set(next))
  }

  #read(): Set<string> {
    try {
      return new Set(Stored.parse(JSON.parse(this.#storage.getItem(this.#key) ?? '[]')))
    } catch {
      return new Set()
    }
  }
}
