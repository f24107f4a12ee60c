/**
 * @file The journal as a file.
 *
 * [Note: The history file] JSON lines, UTF-8: a first line that says what the file is and how many entries follow, then one line
 * for each entry, oldest first, as `JournalEntry` describes it. An undo stands there as an entry that names another (`of`) and
 * has its items swapped, so what is true in the end is the last `to` of each photo (and class): who reads the file in another
 * program need not know about undo.
 */
import { z } from 'zod'
import { ClassName } from '../../../shared/domain.ts'
import { LabelSetName } from '../../../shared/label-set-name.ts'
import { SetAsideAs, setAsideName } from '../../../shared/set-aside.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import type { Journal, JournalEntry } from '../../store/store.ts'

const VERSION = 2
/** Of a library in which no photo was ever set aside: earlier Twinsorts read it. */
const WITHOUT_ASIDE = 1
/** So many entries are read from the library at a time. */
const BLOCK = 100

const Header = z.object({
  twinsort: z.literal('history'),
  version: z.int().positive(),
  decisions: z.int().nonnegative(),
})

/** A class, or what a photo was set aside as: see [Note: set aside]. */
const LabelName = z.union([z.enum(SetAsideAs.options.map((as) => setAsideName(as))), ClassName])

const Bit = z.union([z.literal(0), z.literal(1)])
const photo = {
  photo: z.string().regex(/^[0-9a-f]{64}$/),
  path: z.string().nullable(),
}
const Item = z.discriminatedUnion('effect', [
  z.object({
    ...photo,
    effect: z.literal('label'),
    from: z.string().nullable(),
    to: LabelName.nullable(),
  }),
  z.object({ ...photo, effect: z.literal('rejection'), class: ClassName, from: Bit, to: Bit }),
  z.object({
    ...photo,
    effect: z.literal('skip'),
    from: z.int().nonnegative(),
    to: z.int().nonnegative(),
  }),
])

const Entry = z.object({
  id: z.int().positive(),
  labelSet: LabelSetName,
  kind: z.enum(['page', 'skip', 'label', 'import', 'undo', 'redo']),
  change: z.enum(['rename', 'merge', 'delete']).nullable(),
  actor: z.string(),
  at: z.number(),
  page: z.int().positive().nullable(),
  of: z.int().positive().nullable(),
  moves: z.array(z.object({ from: z.string(), to: z.string().nullable() })),
  items: z.array(Item),
})

export function* historyLines(
  journal: Pick<Journal, 'entries' | 'countEntries' | 'knowsAside'>,
): Generator<string> {
  const decisions = journal.countEntries()
  const version = journal.knowsAside() ? VERSION : WITHOUT_ASIDE
  yield `${JSON.stringify({ twinsort: 'history', version, decisions })}\n`
  let after = 0
  // What is decided while the file is written is not in it.
  for (let left = decisions; left > 0; left -= BLOCK) {
    for (const entry of journal.entries(after, Math.min(left, BLOCK))) {
      after = entry.id
      yield `${JSON.stringify(entry)}\n`
    }
  }
}

export function isHistory(file: Buffer): boolean {
  return file.toString('latin1', 0, 64).startsWith('{"twinsort":"history",')
}

/**
 * Oldest first. It may be read line by line, but nothing of it counts before the last: a part of it may be missing.
 * @throws AppError `not-found` where there is no such file; `bad-input` for what is no history, or not the whole of one.
 */
export async function* readHistory(file: string): AsyncGenerator<JournalEntry> {
  const bytes = await readNamedFile(file, FILE_LIMITS.journal)
  let expected: number | undefined
  let found = 0
  for (const { text, line } of linesOf(file, bytes)) {
    const value = parsed(text)
    if (expected === undefined) {
      expected = expectedIn(file, value)
      continue
    }
    const entry = Entry.safeParse(value)
    if (!entry.success) throw wrongLine(file, line)
    found += 1
    yield entry.data
  }
  if (expected === undefined) throw notOurs(file)
  if (found !== expected)
    throw new AppError('bad-input', sentence('history-cut-short', { file, found, expected }))
}

function expectedIn(file: string, value: unknown): number {
  const header = Header.safeParse(value)
  if (!header.success) throw notOurs(file)
  if (header.data.version > VERSION) throw new AppError('bad-input', sentence('history-newer', { file }))
  return header.data.decisions
}

/** One after the other: all of it together can be longer than a string may be. Empty ones are passed over. */
function* linesOf(file: string, bytes: Buffer): Generator<{ text: string; line: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true }) // drops a byte order mark
  for (let start = 0, line = 1; start < bytes.length; line += 1) {
    const found = bytes.indexOf('\n', start)
    const end = found === -1 ? bytes.length : found
    let text
    try {
      text = decoder.decode(bytes.subarray(start, end)).trim()
    } catch {
      throw line === 1 ? notOurs(file) : wrongLine(file, line)
    }
    if (text !== '') yield { text, line }
    start = end + 1
  }
}

/** Undefined, which no line can be, for what is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function notOurs(file: string): AppError {
  return new AppError('bad-input', sentence('history-not-ours', { file }), { file })
}

function wrongLine(file: string, line: number): AppError {
  return new AppError('bad-input', sentence('history-line-wrong', { file, line }), { file, line })
}
