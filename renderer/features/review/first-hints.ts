/** @file How a page is answered, said on the first pages that somebody answers in this window, and never again. */
import { ref } from 'vue'
import { z } from 'zod'

const PAGES_WITH_HINTS = 3
const STORED_AS = 'twinsort.pagesWithHints'

const Stored = z.coerce.number().int().min(0).catch(0)

/** Counts the pages that were answered with a hint beside them. */
export class FirstHints {
  readonly #answered = ref(read())

  get areShown(): boolean {
    return this.#answered.value < PAGES_WITH_HINTS
  }
  pageAnswered(): void {
    if (this.areShown) this.#keep(this.#answered.value + 1)
  }
  dismiss(): void {
    this.#keep(PAGES_WITH_HINTS)
  }
  #keep(answered: number): void {
    this.#answered.value = answered
    try {
      localStorage.setItem(STORED_AS, String(answered))
    } catch {
      // A window that may store nothing gives its hints again next time.
    }
  }
}

function read(): number {
  try {
    return Stored.parse(localStorage.getItem(STORED_AS))
  } catch {
    return 0
  }
}
