/** @file Remembers the steps on pages that left the screen, so that undo and redo bring a page back as it was. */
import type { Page } from '../../../../shared/domain.ts'
import { pageKey, type OpenPage, type Steps } from './open-page.ts'

/** Nobody goes further back in single steps. */
const MOST_PAGES = 200

export class StepMemory {
  readonly #steps = new Map<string, Steps>()

  keep(open: OpenPage): void {
    const { page, marks, past, future } = open
    const key = pageKey(page)
    this.#steps.delete(key) // makes it the newest entry
    this.#steps.set(key, { marks, past, future })
    const oldest = this.#steps.keys().next()
    if (this.#steps.size > MOST_PAGES && oldest.done !== true) this.#steps.delete(oldest.value)
  }

  of(page: Page): Steps | undefined {
    return this.#steps.get(pageKey(page))
  }

  clear(): void {
    this.#steps.clear()
  }
}
