/**
 * @file Says beforehand whether the disk of an export can have links, and files that share their bytes: one photo of each disk is put into the target
 * under a name of our own, and taken away at once. No other way tells it for every system.
 */
import { randomBytes } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type PlainSentence, says } from '../../../shared/sentences/sentence.ts'
import { placeFile, type PlaceMode } from './place.ts'
import { lowestThatIsThere } from './write-target.ts'

export type LinkMode = Extract<PlaceMode, 'reflink' | 'link' | 'symlink'>

export function isLinkMode(mode: PlaceMode): mode is LinkMode {
  return mode === 'reflink' || mode === 'link' || mode === 'symlink'
}

export class LinkTrial {
  readonly #out: string
  readonly #mode: LinkMode
  /** By the disk of the photo, as the system numbers them. */
  readonly #known = new Map<number, PlainSentence | undefined>()

  /** @param out absolute path of the folder, which need not be there */
  constructor(out: string, mode: LinkMode) {
    this.#out = out
    this.#mode = mode
  }

  /**
   * @param source absolute path of the photo
   * @returns why it will be left out; undefined where nothing speaks against it
   * @throws AppError `conflict` for what will stop every photo, as the export itself does
   */
  async whyNot(source: string): Promise<PlainSentence | undefined> {
    const found = await stat(source).catch(() => undefined)
    if (found === undefined) return undefined // of this the export itself says more
    if (this.#known.has(found.dev)) return this.#known.get(found.dev)
    const reason = await this.#try(source)
    if (reason === undefined || isOfDisk(reason)) this.#known.set(found.dev, reason)
    return reason
  }

  async #try(source: string): Promise<PlainSentence | undefined> {
    const { place } = await lowestThatIsThere(this.#out)
    const file = path.join(place, `.twinsort-trial-${randomBytes(6).toString('hex')}`)
    try {
      const placed = await placeFile(source, file, this.#mode)
      return typeof placed === 'string' ? undefined : placed.reason
    } finally {
      await rm(file, { force: true })
    }
  }
}

/** Other reasons may be those of one file, which says nothing of the next. */
function isOfDisk(reason: PlainSentence): boolean {
  return says(reason, 'target-no-links') || says(reason, 'reflink-other-disk')
}
