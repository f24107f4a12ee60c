/**
 * @file Undo and redo from any view, and what they did in words. Steps on the open page come first; what lies before them are
 * the decisions that the engine keeps.
 */
import { defineStore } from 'pinia'
import type { LibraryClient } from '../connection/supervised-client.ts'
import type { Decision } from '../../shared/domain.ts'
import { setAsideOf } from '../../shared/set-aside.ts'
import { useClient } from '../connection/use-client.ts'
import { i18n } from '../i18n.ts'
import { useToasts } from './toasts.ts'

/** The page that is open, where there is one. */
interface OpenSteps {
  /** Waits for an answer that is on its way. @returns false where it was not stored, so that there is nothing to take back. */
  answered(): Promise<boolean>
  /** @returns whether there was a step on the page. */
  stepBack(): boolean
  stepForth(): boolean
  /** Holds the page meanwhile, and then shows the one that is open, with its steps. */
  around(work: () => Promise<void>): Promise<void>
}

/** What a view does besides deciding. */
interface ViewSteps {
  /** Takes back what was done last, unless a decision came after it. @returns whether it did, or has said why it cannot. */
  stepBack(): Promise<boolean> | boolean
  /** Does again what was taken back last. @returns whether it did. */
  stepForth?(): boolean
}

export const useDecisions = defineStore('decisions', () => {
  const client = useClient()
  const toasts = useToasts()
  const { t, n } = i18n.global
  let steps: OpenSteps | undefined
  let viewSteps: ViewSteps | undefined
  /**
   * How many decisions may be redone. A step on a page makes final what was undone before it, as a decision does in the engine,
   * which does not know of the step. Undefined while no such step was made.
   */
  let redoable: number | undefined
  let queue = Promise.resolve()

  // What the message offers to take back is of the library that was open before.
  client.onOtherLibrary(() => {
    toasts.dismiss()
    redoable = undefined
  })

  function followPage(page: OpenSteps): void {
    steps = page
  }
  /** For a view that changes more than labels, while it is shown. @returns the function that ends it */
  function followView(view: ViewSteps): () => void {
    viewSteps = view
    return () => {
      if (viewSteps === view) viewSteps = undefined
    }
  }
  /** One after the other, however quickly they are asked for, and each in the library in which it was asked for. */
  function inTurn(work: (engine: LibraryClient) => Promise<void>): Promise<void> {
    const engine = client.forOpenLibrary()
    queue = queue.then(() => (engine.isOpen ? work(engine) : undefined)).catch(toasts.reportError)
    return queue
  }

  function undo(): Promise<void> {
    return inTurn(async (engine) => {
      if (!(await isAnswered(engine))) return
      if (steps?.stepBack() === true || (await viewSteps?.stepBack()) === true) return
      if (engine.isOpen) await undoDecision(engine)
    })
  }
  function redo(): Promise<void> {
    return inTurn(async (engine) => {
      if (!(await isAnswered(engine))) return
      if (steps?.stepForth() !== true && viewSteps?.stepForth?.() !== true) await redoDecision(engine)
    })
  }
  /** The newest decision, also after later steps on the open page: for the message about it. */
  function takeBack(): Promise<void> {
    return inTurn(async (engine) => {
      if (await isAnswered(engine)) await undoDecision(engine)
    })
  }
  async function isAnswered(engine: LibraryClient): Promise<boolean> {
    const isStored = steps === undefined || (await steps.answered())
    return isStored && engine.isOpen
  }
  /** For what is open: a new step was made on it. */
  function madeStep(): void {
    redoable = 0
  }

  async function undoDecision(engine: LibraryClient): Promise<void> {
    await onPage(async () => {
      const { undone } = await engine.call('undo', {})
      if (redoable !== undefined) redoable += undone.length
      if (undone.length === 0) toasts.show(t('decisions.nothingToUndo'))
      else void tell(engine, 'undone', { label: t('decisions.redo'), run: () => void redo() })
    })
  }
  async function redoDecision(engine: LibraryClient): Promise<void> {
    if (redoable === 0) {
      toasts.show(t('decisions.nothingToRedo'))
      return
    }
    await onPage(async () => {
      const { redone } = await engine.call('redo', {})
      if (redoable !== undefined) redoable -= redone.length
      if (redone.length === 0) toasts.show(t('decisions.nothingToRedo'))
      else void tell(engine, 'redone', { label: t('decisions.undo'), run: () => void takeBack() })
    })
  }
  function onPage(work: () => Promise<void>): Promise<void> {
    return steps === undefined ? work() : steps.around(work)
  }

  /** What the newest entry of the journal, an undo or a redo, did: how many photos, and of which class. */
  async function tell(
    engine: LibraryClient,
    what: 'undone' | 'redone',
    action: { label: string; run: () => void },
  ): Promise<void> {
    try {
      const { decisions } = await engine.call('history', { limit: 1 })
      const entry = decisions.at(0)
      if (entry !== undefined) toasts.show(sentence(what, entry), { action })
    } catch (thrown) {
      toasts.reportError(thrown)
    }
  }

  /** An undo takes away what the decision had given. */
  function sentence(what: 'undone' | 'redone', { photos, classes, formerClasses }: Decision): string {
    const given = what === 'undone' ? formerClasses : classes
    const count = n(photos)
    const [first] = given
    if (photos === 0 || given.length === 0) return t(`decisions.${what}`, { count }, photos)
    if (given.length > 1) return t(`decisions.${what}Several`, { count, classes: n(given.length) }, photos)
    const as = setAsideOf(first)
    return as === undefined
      ? t(`decisions.${what}As`, { count, class: first }, photos)
      : t(`decisions.${what}Aside`, { count, name: t(`aside.name.${as}`) }, photos)
  }

  return { undo, redo, takeBack, followPage, followView, madeStep }
})
