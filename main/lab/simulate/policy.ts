/**
 * @file The interface of a policy that chooses the pages of a simulated session, and the answers of the simulated person.
 */
import type { PageKind } from '../../../shared/domain.ts'
import type { Expectation } from '../../learn/assessment/expectation.ts'
import type { Merge } from './names.ts'

/** Photos are named by their row, 0 .. n - 1; classes by their index in the order in which the person named them. */
export interface SimulatedPage {
  readonly kind: PageKind
  /** The class that the page suggests; null where it suggests none and the person names one. */
  readonly suggested: number | null
  readonly photos: readonly number[]
  /** On a page of kind `mixed`, the class suggested for each photo. */
  readonly suggestions?: ReadonlyMap<number, number>
  /** Those of the photos that are shown as one tile each, at least two: the first one is seen. */
  readonly stacks?: readonly (readonly number[])[]
  /** The share of the photos that the policy expects to be of one class, the suggested one if there is one; 0 to 1. */
  readonly expected?: number
}

/** What lies on the page as one picture each, in its order: a stack, or a photo by itself. */
export function tilesOf({ photos, stacks = [] }: SimulatedPage): (readonly number[])[] {
  const stackOf = new Map(stacks.flatMap((stack) => stack.map((photo) => [photo, stack] as const)))
  return [...new Set(photos.map((photo) => stackOf.get(photo) ?? photo))].map((tile) =>
    typeof tile === 'number' ? [tile] : tile,
  )
}

export interface ClassifiedPhotos {
  readonly class: number
  readonly name: string
  readonly photos: readonly number[]
}

export type PersonAnswer =
  | { readonly skip: true }
  | {
      readonly skip: false
      /**
       * First the page's own class with the photos confirmed, or, on a page of kind `mixed`, all suggested classes with those; then
       * classes that excluded photos were sent to.
       */
      readonly labels: readonly ClassifiedPhotos[]
      /** Photos that are not of the page's class, without those in `labels`. */
      readonly excluded: readonly number[]
      readonly effort: Effort
    }

/** How often the person did what costs an action each, beside the answer and the names. */
export interface Effort {
  /** Opened a stack. */
  readonly opened: number
  /** Left out a photo, or a stack as a whole. */
  readonly excluded: number
  /** Sent an excluded photo or stack to a class that has a name. */
  readonly sent: number
}

type MaybePromise<T> = T | Promise<T>

/** A policy sees pages and answers only, never the truth. */
export interface Policy {
  /** The next page; null when there is nothing left to ask. */
  next(): MaybePromise<SimulatedPage | null>
  answer(page: SimulatedPage, answer: PersonAnswer): MaybePromise<void>
  /** The best guess for every photo among the classes known so far, labelled or not; NO_CLASS where there is none. */
  guess(): MaybePromise<Int32Array>
  /** What it expects of its guesses; undefined while it expects nothing. */
  expectation?(): MaybePromise<Expectation | undefined>
  /** What only the product can. */
  readonly product?: ProductActions
}

export interface ProductActions {
  /** Takes the last answer back, which shows its page again. */
  undo(): Promise<void>
  merge(names: Merge): void
  /** Photos whose labels the product itself takes for wrong. */
  suspects(): Promise<readonly number[]>
}

/** In place of a class index, where there is none. */
export const NO_CLASS = -1
/** Nobody takes in more at a glance: the limit of every page. */
export const LARGEST_PAGE = 60
