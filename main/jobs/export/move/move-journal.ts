/**
 * @file What was moved from where to where: one file for each move, in `moves/` of the library.
 *
 * [Note: a move is written down first] A line says what is about to be done, and is on the disk before it is done. So whoever reads the
 * file after a crash knows every file that can be at its old place, at its new one, or at both. It is no table of the database,
 * because it has to be there also after the database was restored from a backup of before: docs/adr/0041.
 */
import { randomBytes } from 'node:crypto'
import { open, readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { makePrivateFolder, PRIVATE_FILE } from '../../../files/modes.ts'

const MOVES = 'moves'
const ENDING = '.jsonl'

export const MovedFile = z.object({
  /** Counts the files of the move. */
  n: z.int().nonnegative(),
  /** Absolute paths. */
  from: z.string(),
  to: z.string(),
  /** Beside `to`, while it is copied from another disk: nobody else has a file of this name. */
  unfinished: z.string(),
  /** sha256 of all of it, hexadecimal. */
  hash: z.string(),
  /** Bytes. */
  size: z.number(),
  /** Nanoseconds since the epoch, as decimals. */
  modifiedNs: z.string(),
  accessedNs: z.string(),
  /** Rights. */
  mode: z.number(),
})
export type MovedFile = z.infer<typeof MovedFile>

/**
 * `begun`: it may be at both places, and whatever stands at the new one is ours only if it is the same file. `placed`: it stands, whole,
 * at the new place; the old one may be there still. `done`. `back`: it was put back, or never left.
 */
const STEPS = ['placed', 'done', 'back'] as const
export type MoveState = 'begun' | (typeof STEPS)[number]

const Head = z.object({
  /** Absolute path of the folder that files are moved to. */
  out: z.string(),
  /** Milliseconds since the epoch. */
  at: z.number(),
  /** Whether the library did not read that folder before. */
  isNewFolder: z.boolean(),
})
type Head = z.infer<typeof Head>

const Line = z.union([
  z.object({ begun: MovedFile }),
  z.object({ step: z.enum(STEPS), n: z.int().nonnegative() }),
  Head,
])
type Line = z.infer<typeof Line>

export interface MoveRecord extends Readonly<Head> {
  readonly id: string
  readonly files: ReadonlyMap<number, { readonly file: MovedFile; readonly state: MoveState }>
}

/** Of one move; it stays open for more lines. */
export class MoveJournal {
  readonly id: string
  readonly #file: string

  private constructor(id: string, library: string) {
    this.id = id
    this.#file = path.join(library, MOVES, id + ENDING)
  }

  /** @throws what the file system says */
  static async begin(library: string, head: Head): Promise<MoveJournal> {
    makePrivateFolder(path.join(library, MOVES))
    const day = new Date(head.at).toISOString().replaceAll(/[-:]|\..*/g, '')
    const journal = new MoveJournal(`${day}-${randomBytes(4).toString('hex')}`, library)
    await journal.#append([head])
    return journal
  }

  static of(library: string, { id }: Pick<MoveRecord, 'id'>): MoveJournal {
    return new MoveJournal(id, library)
  }

  /** On the disk when it returns. @throws what the file system says */
  async begun(files: readonly MovedFile[]): Promise<void> {
    await this.#append(files.map((begun) => ({ begun })))
  }

  /** The same. */
  async step(step: (typeof STEPS)[number], files: readonly Pick<MovedFile, 'n'>[]): Promise<void> {
    if (files.length > 0) await this.#append(files.map(({ n }) => ({ step, n })))
  }

  async #append(lines: readonly Line[]): Promise<void> {
    const handle = await open(this.#file, 'a', PRIVATE_FILE)
    try {
      // A line that a crash cut short must not swallow the next one.
      await handle.writeFile(`\n${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

/** Newest first. Lines that a crash cut short are passed over: nothing of what they were to say was done. */
export async function readMoves(library: string): Promise<MoveRecord[]> {
  const names = await readdir(path.join(library, MOVES)).catch(() => [])
  const ids = names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length))
  const records = await Promise.all(ids.map((id) => readMove(library, id)))
  return records
    .filter((record) => record !== undefined)
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
}

async function readMove(library: string, id: string): Promise<MoveRecord | undefined> {
  const files = new Map<number, { file: MovedFile; state: MoveState }>()
  let head: Head | undefined
  for (const text of (await readFile(path.join(library, MOVES, id + ENDING), 'utf8')).split('\n')) {
    const line = parsed(text)
    if (line === undefined) continue
    if ('out' in line) head = line
    else if ('begun' in line) files.set(line.begun.n, { file: line.begun, state: 'begun' })
    else {
      const known = files.get(line.n)
      if (known !== undefined) files.set(line.n, { ...known, state: line.step })
    }
  }
  return head && { id, ...head, files }
}

function parsed(text: string): Line | undefined {
  try {
    return Line.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
