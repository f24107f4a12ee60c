/** @file A label as a file says it. */

export interface LabelRow {
  /** As written in the file; relative paths are meant from the file's folder. */
  path: string
  /** Path from an indexed folder, where the file says it (our own exports do); '' for none. */
  relative: string
  class: string
  /** Line in the file, from 1; of a list, the place in it. */
  line: number
}

/** As it stands in the file. */
export interface WrittenLabel extends LabelRow {
  /** No person decided it. */
  isSuggested: boolean
}
