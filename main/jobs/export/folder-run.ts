/** @file One run of an export into folders: where each photo goes, given what lies there and what earlier runs wrote. */
import { lstat, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { EarlierFiles } from './earlier-files.ts'
import { factsOf, stateOf, type Written } from './manifest.ts'
import type { FileNaming } from './file-names.ts'
import { noteIn, type FolderContent } from './folder-tree.ts'
import type { PlacedPhoto } from './metadata-table.ts'
import { placeFile, type PlaceMode } from './place.ts'
import type { ExportRow, Skipped } from './rows.ts'
import { sameBytes } from './same-bytes.ts'
import { hasOriginal, removeEmptyFolders, takeAway } from './take-away.ts'
import { whyChanged } from './why-changed.ts'
import { cannotWrite, makeFolder } from './write-target.ts'

export interface FolderOptions {
  /** Absolute path; created where it does not exist. */
  out: string
  mode: 'copy' | 'reflink' | 'link' | 'symlink'
  dryRun: boolean
  /** Content hashes of all photos of the run. */
  photos: ReadonlySet<string>
  /** Takes out of a copy where it was taken, for items of mode `placeless`; throws where that cannot be. */
  leaveOutPlace?: ((file: string, photo: string) => Promise<void>) | undefined
  /** For a preview: why a photo could not be copied without its place, as far as that can be known. */
  whyPlaceStays?:
    | ((source: string, file: string, photo: string) => Promise<PlainSentence | undefined>)
    | undefined
  /** For a preview: why a photo could not be linked, or share its bytes. */
  whyNoLink?: ((source: string) => Promise<PlainSentence | undefined>) | undefined
  /** Folders of the classes that are exported, where not all are: what earlier runs wrote elsewhere stays. */
  only?: ReadonlySet<string> | undefined
}

export interface FolderExport {
  written: number
  /** Of those, photos that were written in another format. */
  converted: number
  /** Photos that another file's name made take their second name. */
  secondNames: number
  /** Files of earlier exports that lie elsewhere now; absolute paths. */
  moved: { from: string; to: string }[]
  /** Files of earlier exports that are gone; absolute paths. */
  removed: string[]
  skipped: Skipped
  /** What the photos of this run are called in each folder, whether they were there before or not. */
  tree: ReadonlyMap<string, FolderContent>
}

/** A photo with what is to be known to place it. */
export interface Item extends FileNaming {
  readonly row: ExportRow
  /** Content hash. */
  readonly photo: string
  /** Hash of the file that is read. */
  readonly source: string | null
  readonly mode: PlaceMode
}

export class FolderRun {
  readonly #tree = new Map<string, FolderContent>()
  readonly result: FolderExport = {
    tree: this.#tree,
    written: 0,
    converted: 0,
    secondNames: 0,
    moved: [],
    removed: [],
    skipped: [],
  }
  /** Every photo of this run that lies there now, whether it was there before or not. */
  readonly placed: PlacedPhoto[] = []
  readonly #store: Store
  readonly #options: FolderOptions
  readonly #earlier: EarlierFiles

  private constructor(store: Store, options: FolderOptions, earlier: EarlierFiles) {
    this.#store = store
    this.#options = options
    this.#earlier = earlier
  }

  static async begin(store: Store, options: FolderOptions): Promise<FolderRun> {
    const { out, dryRun } = options
    const by = dryRun || store.isReadOnly ? store.files.exportMark() : store.files.addExport(out)
    return new FolderRun(store, options, await EarlierFiles.read(out, by))
  }

  async place(item: Item): Promise<void> {
    const changed = await whyChanged(this.#store, item.row.path)
    if (changed !== undefined) {
      this.#earlier.leave(item.photo)
      this.#skip(item, changed)
      return
    }
    const own = this.#earlier.of(item.photo)
    const here = own.find(({ file }) => item.isName(file))
    if (here !== undefined) return this.#keepOrRenew(item, here)
    const free = await this.#freeName(item)
    if (free === undefined) {
      this.#skip(item, sentence('skipped-other-file', { file: this.#at(item.first ?? '') }))
      return
    }
    this.#earlier.claim(free.file)
    if (free.isThere) {
      this.#note(item, free.file)
      this.#skip(item, sentence('skipped-there', { file: this.#at(free.file) }))
      return
    }
    const movable = await this.#movable(item, own)
    const isPlaced = await (movable === undefined
      ? this.#write(item, free.file)
      : this.#move(item, movable, free.file))
    if (!isPlaced) return
    this.#note(item, free.file)
    if (item.first !== undefined && free.file !== item.first) this.result.secondNames += 1
  }

  /** Takes away what earlier runs wrote and no photo of this one claimed, and the folders that are empty then. */
  async clear(): Promise<void> {
    const { out, dryRun } = this.#options
    const { removed, skipped } = await takeAway(this.#store, this.#earlier, this.#options)
    for (const file of removed) this.result.removed.push(file)
    for (const each of skipped) this.result.skipped.push(each)
    if (!dryRun) await removeEmptyFolders(out, [...this.result.moved.map(({ from }) => from), ...removed])
  }

  /** Also of a run that was stopped half way: the next one must know what lies here. */
  async end(): Promise<void> {
    if (!this.#options.dryRun) await this.#earlier.keep()
  }

  async #keepOrRenew(item: Item, here: Written): Promise<void> {
    this.#earlier.claim(here.file)
    this.#earlier.take(here)
    const state = await stateOf(this.#options.out, here)
    const file = this.#at(here.file)
    // What is linked changes with the original, and is the photo nevertheless.
    const isPhoto = state === 'changed' && (await isSame(item.row.path, file))
    if (state === 'changed' && !isPhoto) {
      this.#skip(item, sentence('skipped-edited', { file }))
      return
    }
    const isOtherKind = !isLink(item.mode) && isPlaceless(here.kind) !== isPlaceless(item.mode)
    const isNew = state === 'gone' || isOtherKind || (!isPhoto && here.source !== item.source)
    // If it cannot be written without its place, what lies there with it must not stay either.
    const { out, dryRun } = this.#options
    if (isOtherKind && state !== 'gone' && !dryRun && (await hasOriginal(this.#store, out, here)))
      await rm(file)
    if (!isNew) this.#skip(item, sentence('skipped-there', { file }))
    if (!isNew || (await this.#write(item, here.file))) this.#note(item, here.file)
  }

  /** The first name that nothing else has; or that of a file with the same bytes, which is the photo. */
  async #freeName(item: Item): Promise<{ file: string; isThere: boolean } | undefined> {
    for (const file of item.candidates) {
      const isTaken = this.#earlier.isTaken(file, item.photo, this.#options.photos)
      if (isTaken || item.others(file).some((each) => this.#earlier.has(each))) continue
      const there = await lstat(this.#at(file)).catch(() => undefined)
      if (there === undefined) return { file, isThere: false }
      const isPhoto =
        item.mode !== 'picture' &&
        item.mode !== 'placeless' &&
        !this.#earlier.has(file) &&
        (await isSame(item.row.path, this.#at(file)))
      if (isPhoto) return { file, isThere: true }
    }
    return undefined
  }

  async #movable(item: Item, own: readonly Written[]): Promise<Written | undefined> {
    for (const written of own) {
      const isPicture = written.kind === 'picture'
      if (written.source !== item.source || isPicture !== (item.mode === 'picture')) continue
      if (!isLink(item.mode) && isPlaceless(written.kind) !== isPlaceless(item.mode)) continue
      if ((await stateOf(this.#options.out, written)) === 'same') return written
    }
    return undefined
  }

  /** @returns whether it was written, and not skipped. */
  async #write(item: Item, file: string): Promise<boolean> {
    if (item.mode === 'picture' && isLink(this.#options.mode)) {
      this.#skip(item, sentence('skipped-no-link'))
      return false
    }
    if (this.#options.dryRun) {
      const why = await this.#whyNot(item, file)
      if (why !== undefined) {
        this.#skip(item, why)
        return false
      }
    } else {
      const written = { file, photo: item.photo, source: item.source, by: this.#earlier.by }
      const facts = await factsOf(item.row.path)
      const planned = item.mode === 'picture' || item.mode === 'placeless' ? { ...facts, size: null } : facts
      await this.#earlier.announce({ ...written, ...planned, kind: KIND_OF[item.mode] })
      const kind = await placeFile(item.row.path, this.#at(file), item.mode, (copy) =>
        this.#leaveOutPlace(copy, item),
      )
      if (typeof kind !== 'string') {
        this.#skip(item, kind.reason)
        return false
      }
      this.#earlier.stands({ ...written, kind, ...(await factsOf(this.#at(file))) })
    }
    this.result.written += 1
    if (item.mode === 'picture') this.result.converted += 1
    return true
  }

  /** What only the writing itself would show. */
  async #whyNot(item: Item, file: string): Promise<PlainSentence | undefined> {
    if (item.mode === 'placeless')
      return this.#options.whyPlaceStays?.(item.row.path, this.#at(file), item.photo)
    return item.mode === 'picture' ? undefined : this.#options.whyNoLink?.(item.row.path)
  }

  async #leaveOutPlace(copy: string, { photo }: Item): Promise<void> {
    await this.#options.leaveOutPlace?.(copy, photo)
  }

  /** @returns whether it was moved, and not skipped. */
  async #move(item: Item, written: Written, file: string): Promise<boolean> {
    const [from, to] = [this.#at(written.file), this.#at(file)]
    if (!this.#options.dryRun) {
      try {
        await makeFolder(path.dirname(to))
        await this.#earlier.announce({ ...written, file })
        await rename(from, to)
      } catch (thrown) {
        this.#skip(item, (await cannotWrite(to, thrown)).asSentence)
        return false
      }
      this.#earlier.isGone(written.file)
      this.#earlier.stands({ ...written, file })
    }
    this.#earlier.take(written)
    // Free only for the next run, so that a preview and the run itself agree.
    this.#earlier.claim(written.file)
    this.result.moved.push({ from, to })
    return true
  }

  #note({ row }: Item, file: string): void {
    noteIn(this.#tree, file)
    this.placed.push({ row, file })
  }

  #skip({ row }: Item, reason: PlainSentence): void {
    this.result.skipped.push({ path: row.path, reason })
  }

  #at(file: string): string {
    return path.join(this.#options.out, file)
  }
}

/** What is written down of a file before it is there. */
const KIND_OF: Readonly<Record<PlaceMode, Written['kind']>> = {
  copy: 'copy',
  reflink: 'copy',
  link: 'link',
  symlink: 'symbolic',
  picture: 'picture',
  placeless: 'placeless',
}

function isLink(mode: PlaceMode): boolean {
  return mode === 'link' || mode === 'symlink'
}

function isPlaceless(kind: Written['kind'] | PlaceMode): boolean {
  return kind === 'placeless'
}

async function isSame(source: string, file: string): Promise<boolean> {
  const there = await stat(file).catch(() => undefined)
  return there?.isFile() === true && (await sameBytes(source, file))
}
