/** @file What the person should know of an export besides its counts, each with the files that it is about. Pure. */
import type { Output } from '../../../shared/contract.ts'
import { says, type PlainSentence } from '../../../shared/sentences/sentence.ts'

export interface ExportNote {
  readonly sentence: PlainSentence
  /** Where the sentence counts files, these files; a file that moves says from where and to where. */
  readonly paths: readonly string[]
}

type Told = Pick<Output<'export'>, 'notes' | 'moved' | 'removed'>

/** Without what the facts of a network say already (NetworkFacts.vue). */
export function notesOfExport({ notes, moved, removed }: Told): ExportNote[] {
  return notes
    .filter((note) => !says(note, 'export-network'))
    .map((note) => {
      if (says(note, 'export-moves', 'export-moved'))
        return { sentence: note, paths: moved.map(({ from, to }) => `${from} → ${to}`) }
      return { sentence: note, paths: says(note, 'export-removes', 'export-removed') ? removed : [] }
    })
}
