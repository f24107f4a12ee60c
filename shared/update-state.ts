/** @file What the app knows of newer versions of itself, as its window shows it. */
export interface UpdateState {
  /** The machine that is asked, or would be; null where this build asks none. */
  readonly host: string | null
  readonly on: boolean
  /** Counts from the next start. */
  readonly waits: boolean
  /** A version that is installed when the person quits. */
  readonly ready: string | null
  /** The last look failed. */
  readonly failed: boolean
}
