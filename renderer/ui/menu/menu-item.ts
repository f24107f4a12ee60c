/** @file A line of a menu. */
export interface MenuItem<Name extends string> {
  /** What is chosen by it. */
  readonly name: Name
  readonly label: string
  /** The key that does the same, in words. */
  readonly key?: string
  readonly disabled?: boolean
}
