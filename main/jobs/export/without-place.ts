/**
 * @file Copies that do not say where they were taken. A copy is only kept if nothing in it tells the place any more and its picture is
 * the same; else the photo is left out, with the reason, since whoever asks for this gives the copies away.
 */
import { constants } from 'node:fs'
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { AppError } from '../../../shared/errors.ts'
import { sentence, verbatim, type PlainSentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { openPicture } from '../../ingest/read-photo.ts'
import type { ExifTool } from './keywords/exiftool.ts'

type Tool = Pick<ExifTool, 'leaveOutPlace' | 'placeTags'>

/** Of those that could not be taken out, so many are named. */
const NAMED_TAGS = 3

/** A preview tries so many photos, which takes some seconds; of the others it says that it did not. */
const MOST_TRIED = 500

/** Says beforehand which photos will be left out: each is copied among the temporary files of the system, and nothing else is written. */
export class PlaceTrial {
  readonly #tool: Tool
  readonly #most: number
  #folder: Promise<string> | undefined
  #tried = 0
  /** Photos of which nothing is known. */
  untried = 0

  constructor(tool: Tool, most = MOST_TRIED) {
    this.#tool = tool
    this.#most = most
  }

  /**
   * @param source absolute path of the photo. @param file where its copy would go
   * @returns why it will be left out; undefined where nothing speaks against it
   */
  async whyNot(source: string, file: string, photo: string): Promise<PlainSentence | undefined> {
    if (this.#tried === this.#most) {
      this.untried += 1
      return undefined
    }
    this.#tried += 1
    try {
      if (/[\r\n]/.test(file)) throw refused(sentence('xmp-odd-path'))
      if (!/[\r\n]/.test(source) && (await this.#tool.placeTags(source)).length === 0) return undefined
      await this.#tryCopy(source, photo)
      return undefined
    } catch (thrown) {
      const error = AppError.from(thrown)
      if (error.code === 'conflict') return error.asSentence
      this.untried += 1 // no room for the copy, or the photo cannot be read: the export itself will say so
      return undefined
    }
  }

  async end(): Promise<void> {
    if (this.#folder !== undefined) await rm(await this.#folder, { recursive: true, force: true })
  }

  async #tryCopy(source: string, photo: string): Promise<void> {
    this.#folder ??= mkdtemp(path.join(tmpdir(), `twinsort-place-${process.pid}-`))
    const copy = path.join(await this.#folder, `copy${path.extname(source).replace(/[\r\n]/g, '')}`)
    try {
      await copyFile(source, copy, constants.COPYFILE_FICLONE)
      await chmod(copy, 0o600)
      await leaveOutPlace(this.#tool, copy, photo)
    } finally {
      await rm(copy, { force: true })
    }
  }
}

/**
 * @param file absolute path of the copy, which is changed
 * @param photo the content hash that it must have also afterwards
 * @throws AppError `conflict` with why the copy may not be kept
 */
export async function leaveOutPlace(
  tool: Pick<Tool, 'leaveOutPlace'>,
  file: string,
  photo: string,
): Promise<void> {
  if (/[\r\n]/.test(file)) throw refused(sentence('xmp-odd-path'))
  const left = await tool.leaveOutPlace(file).catch((thrown: unknown) => {
    const reason = verbatim(thrown instanceof Error ? thrown.message : String(thrown))
    throw refused(sentence('place-not-left-out', { reason }))
  })
  if (left.length > 0) throw refused(sentence('place-stays', { tags: left.slice(0, NAMED_TAGS).join(', ') }))
  const picture = await openPicture(file)
  if (picture.kind !== 'picture' || picture.contentHash !== photo)
    throw refused(sentence('place-changes-picture'))
}

function refused(reason: Sentence): AppError {
  return new AppError('conflict', reason)
}
