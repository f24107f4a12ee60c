/** @file Moves files in batches: written down, placed, compared, written down again, followed by the library, and only then taken from the old place. */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { AppError } from '../../../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../../../shared/sentences/sentence.ts'
import { UNFINISHED } from '../../../files/write-atomically.ts'
import type { Store } from '../../../store/store.ts'
import { cannotWrite, makeFolder } from '../write-target.ts'
import { factsOf, flushFolders, looksOf, placeAt, removeIfThere } from './carry.ts'
import type { MovedFile, MoveJournal } from './move-journal.ts'
import { followFiles, noteTimes } from './places.ts'

export interface ToMove {
  readonly from: string
  readonly to: string
}

/** Each batch waits for the disk three times. */
export const BATCH = 32

export interface NotMoved extends ToMove {
  readonly reason: PlainSentence
}

export class FileMover {
  readonly #store: Store
  readonly #journal: MoveJournal
  #next = 0

  constructor(store: Store, journal: MoveJournal) {
    this.#store = store
    this.#journal = journal
  }

  /** @returns those that stay where they are. @throws AppError where the journal cannot be written, or `disk-full` */
  async move(batch: readonly ToMove[]): Promise<NotMoved[]> {
    const left: NotMoved[] = []
    const begun: MovedFile[] = []
    for (const file of batch) {
      const entry = await this.#entryOf(file)
      if ('reason' in entry) left.push(entry)
      else begun.push(entry)
    }
    if (begun.length === 0) return left
    await this.#journal.begun(begun)
    const placed: MovedFile[] = []
    for (const file of begun) {
      const reason = await this.#place(file)
      if (reason === undefined) placed.push(file)
      else left.push({ ...file, reason })
    }
    await flushFolders(placed.map(({ to }) => to))
    await this.#journal.step('placed', placed)
    await followFiles(this.#store, placed)
    const taken: MovedFile[] = []
    for (const file of placed) {
      const reason = await this.#takeAway(file)
      if (reason === undefined) taken.push(file)
      else left.push({ ...file, reason })
    }
    await this.#journal.step('done', taken)
    await noteTimes(
      this.#store,
      placed.map(({ from, to }) => (taken.some((each) => each.from === from) ? to : from)),
    )
    return left
  }

  async #entryOf({ from, to }: ToMove): Promise<MovedFile | NotMoved> {
    try {
      const found = await looksOf(from)
      if (found?.isFile() !== true) return { from, to, reason: sentence('move-no-file') }
      const facts = await factsOf(from)
      const name = `.${randomBytes(16).toString('hex')}${UNFINISHED}`
      this.#next += 1
      return { n: this.#next - 1, from, to, unfinished: path.join(path.dirname(to), name), ...facts }
    } catch (thrown) {
      return { from, to, reason: AppError.from(thrown).asSentence }
    }
  }

  async #place(file: MovedFile): Promise<PlainSentence | undefined> {
    try {
      await makeFolder(path.dirname(file.to))
      await placeAt(file, file)
      return undefined
    } catch (thrown) {
      await removeIfThere(file.unfinished)
      await this.#journal.step('back', [file])
      const error = await cannotWrite(file.to, thrown)
      if (error.code === 'disk-full') throw error
      return error.asSentence
    }
  }

  /** One that was changed meanwhile, or that may not be removed, stays, and the new one goes. */
  async #takeAway(file: MovedFile): Promise<PlainSentence | undefined> {
    const { from, to, unfinished, size, modifiedNs } = file
    try {
      const found = await looksOf(from)
      if (found !== undefined && (Number(found.size) !== size || String(found.mtimeNs) !== modifiedNs))
        throw new AppError('conflict', sentence('skipped-changed'))
      await removeIfThere(from)
      await removeIfThere(unfinished)
      return undefined
    } catch (thrown) {
      await followFiles(this.#store, [{ from: to, to: from }])
      await removeIfThere(to)
      await removeIfThere(unfinished)
      await this.#journal.step('back', [file])
      const error = AppError.from(thrown)
      return error.code === 'conflict'
        ? error.asSentence
        : sentence('move-not-removed', { folder: path.dirname(from) })
    }
  }
}
