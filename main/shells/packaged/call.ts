/** @file What the installed application was called for, by its words. Pure. */
import { parseArgs } from 'node:util'

/** What the command (resources/package/bin) puts before the person's words, after switches of Chromium. */
const MARK = '--command'

export interface Call {
  readonly kind: 'window' | 'command'
  /** For it, without the program. */
  readonly words: readonly string[]
}

/** @param words as the process has them: the program, then all others; no script, since there is none in a package. */
export function readCall([, ...words]: readonly string[]): Call {
  const mark = words.indexOf(MARK)
  if (mark === -1) return { kind: 'window', words }
  const ours = words.slice(mark + 1)
  if (ours.length === 0) return { kind: 'window', words: words.slice(0, mark) }
  const start = placeOfStart(ours)
  if (start === undefined || asksForHelp(ours)) return { kind: 'command', words: ours }
  return { kind: 'window', words: [...words.slice(0, mark), ...ours.toSpliced(start, 1)] }
}

/** Where `start` is the command, maybe after options of every command. */
function placeOfStart(words: readonly string[]): number | undefined {
  const value = { type: 'string' } as const
  const { tokens } = parseArgs({
    args: [...words],
    options: { library: value, seed: value, set: value },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const first = tokens.find(({ kind }) => kind === 'positional')
  return first?.kind === 'positional' && first.value === 'start' ? first.index : undefined
}

function asksForHelp(words: readonly string[]): boolean {
  return words.includes('--help') || words.includes('-h')
}
