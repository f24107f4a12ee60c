/** @file One run of an export into folders: where each photo goes, given what lies there and what earlier runs wrote. */
import { lstat, rename, rm, rmdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { nameKey } from '../../../shared/file-name.ts'
import { type PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import { addToManifest, factsOf, readManifest, stateOf, writeManifest, type Written } from './manifest.ts'
import type { FileNaming } from './file-names.ts'
import { noteIn, type FolderContent } from './folder-tree.ts'
import type { PlacedPhoto } from './metadata-table.ts'
import { placeFile, type PlaceMode } from './place.ts'
import type { ExportRow, Skipped } from './rows.ts'
import { sameBytes } from './same-bytes.ts'
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
  /** How the manifest calls this library. */
  readonly #by: string
  /** What stands there, by name. */
  readonly #manifest: Map<string, Written>
  /** What earlier runs of this library wrote, by photo, as far as nothing of this run has claimed it. */
  readonly #unclaimed: Map<string, Written[]>
  /** How earlier runs spelled each name, before anything of this run: in another case it is the same file elsewhere. */
  readonly #spelled: ReadonlyMap<string, string>
  /** Names that are claimed, as a file system sees them that takes a and A for the same. */
  readonly #taken = new Set<string>()

  private constructor(store: Store, options: FolderOptions, by: string, manifest: Map<string, Written>) {
    this.#store = store
    this.#options = options
    this.#by = by
    this.#manifest = manifest
    this.#spelled = new Map([...manifest.keys()].map((file) => [nameKey(file), file]))
    const own = [...manifest.values()].filter((written) => written.by === by)
    this.#unclaimed = Map.groupBy(own, (written) => written.photo)
  }

  static async begin(store: Store, options: FolderOptions): Promise<FolderRun> {
    const { out, dryRun } = options
    const by = dryRun || store.isReadOnly ? store.files.exportMark() : store.files.addExport(out)
    return new FolderRun(store, options, by, await readManifest(out))
  }

  async place(item: Item): Promise<void> {
    const changed = await whyChanged(this.#store, item.row.path)
    if (changed !== undefined) {
      this.#leaveUnclaimed(item)
      this.#skip(item, changed)
      return
    }
    const own = this.#unclaimed.get(item.photo) ?? []
    const here = own.find(({ file }) => item.isName(file))
    if (here !== undefined) return this.#keepOrRenew(item, here)
    const free = await this.#freeName(item)
    if (free === undefined) {
      this.#skip(item, sentence('skipped-other-file', { file: this.#at(item.first ?? '') }))
      return
    }
    this.#claim(free.file)
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
    for (const written of [...this.#unclaimed.values()].flat()) {
      if (this.#taken.has(nameKey(written.file))) continue // another photo stands there now
      if (this.#options.only?.has(classFolder(written.file)) === false) continue
      const file = this.#at(written.file)
      const state = await stateOf(this.#options.out, written)
      if (state === 'gone') this.#manifest.delete(written.file)
      else if (state === 'changed')
        this.result.skipped.push({ path: file, reason: sentence('skipped-edited', { file }) })
      else if (await this.#hasOriginal(written)) await this.#remove(written)
      else this.result.skipped.push({ path: file, reason: sentence('skipped-last-copy') })
    }
    if (this.#options.dryRun) return
    const left = [...this.result.moved.map(({ from }) => from), ...this.result.removed]
    const folders = new Set(left.map((file) => path.dirname(file)))
    const parts = new Set([...folders].map((folder) => path.dirname(folder)))
    for (const folder of [...folders, ...parts]) {
      if (folder !== this.#options.out) await rmdir(folder).catch(() => undefined) // something else lies there
    }
  }

  /** Also of a run that was stopped half way: the next one must know what lies here. */
  async end(): Promise<void> {
    if (!this.#options.dryRun) await writeManifest(this.#options.out, this.#manifest.values())
  }

  async #keepOrRenew(item: Item, here: Written): Promise<void> {
    this.#claim(here.file)
    this.#unclaim(here)
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
    if (isOtherKind && state !== 'gone' && !this.#options.dryRun && (await this.#hasOriginal(here)))
      await rm(file)
    if (!isNew) this.#skip(item, sentence('skipped-there', { file }))
    if (!isNew || (await this.#write(item, here.file))) this.#note(item, here.file)
  }

  /** The first name that nothing else has; or that of a file with the same bytes, which is the photo. */
  async #freeName(item: Item): Promise<{ file: string; isThere: boolean } | undefined> {
    for (const file of item.candidates) {
      if (this.#isTaken(file, item) || item.others(file).some((each) => this.#manifest.has(each))) continue
      const there = await lstat(this.#at(file)).catch(() => undefined)
      if (there === undefined) return { file, isThere: false }
      const isPhoto =
        item.mode !== 'picture' &&
        item.mode !== 'placeless' &&
        !this.#manifest.has(file) &&
        (await isSame(item.row.path, this.#at(file)))
      if (isPhoto) return { file, isThere: true }
    }
    return undefined
  }

  /** By a photo of this run, also by one that is still to come and whose file was deleted; or by another spelling of the name. */
  #isTaken(file: string, { photo }: Item): boolean {
    const key = nameKey(file)
    if (this.#taken.has(key)) return true
    const before = this.#manifest.get(this.#spelled.get(key) ?? file)
    if (before === undefined || before.photo === photo) return false
    return before.file !== file || (before.by === this.#by && this.#options.photos.has(before.photo))
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
      const written = { file, photo: item.photo, source: item.source, by: this.#by }
      const facts = await factsOf(item.row.path)
      const planned = item.mode === 'picture' || item.mode === 'placeless' ? { ...facts, size: null } : facts
      await addToManifest(this.#options.out, { ...written, ...planned, kind: KIND_OF[item.mode] })
      const kind = await placeFile(item.row.path, this.#at(file), item.mode, (copy) =>
        this.#leaveOutPlace(copy, item),
      )
      if (typeof kind !== 'string') {
        this.#skip(item, kind.reason)
        return false
      }
      this.#manifest.set(file, { ...written, kind, ...(await factsOf(this.#at(file))) })
    }
    this.result.written += 1
    if (item.mode === 'picture') this.result.converted += 1
    return true
  }

  /** What only the writing itself would show. */
  async #whyNot(item: Item, file: string): Promise<PlainSentence | undefined> {
    if (item.mode !== 'placeless') return undefined
    return this.#options.whyPlaceStays?.(item.row.path, this.#at(file), item.photo)
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
        await addToManifest(this.#options.out, { ...written, file })
        await rename(from, to)
      } catch (thrown) {
        this.#skip(item, (await cannotWrite(to, thrown)).asSentence)
        return false
      }
      this.#manifest.delete(written.file)
      this.#manifest.set(file, { ...written, file })
    }
    this.#unclaim(written)
    // Free only for the next run, so that a preview and the run itself agree.
    this.#claim(written.file)
    this.result.moved.push({ from, to })
    return true
  }

  async #remove(written: Written): Promise<void> {
    const file = this.#at(written.file)
    if (!this.#options.dryRun) {
      try {
        await rm(file)
      } catch (thrown) {
        this.result.skipped.push({ path: file, reason: (await cannotWrite(file, thrown)).asSentence })
        return
      }
      this.#manifest.delete(written.file)
    }
    this.result.removed.push(file)
  }

  /** Whether the photo lies, as it was indexed, at a place that this export did not make. */
  async #hasOriginal({ photo, kind }: Written): Promise<boolean> {
    if (kind === 'symbolic') return true
    const id = this.#store.photos.byContent(photo)
    const places = id === undefined ? [] : this.#store.files.pathsOf(id)
    for (const place of places) {
      const isOutside = !place.startsWith(this.#options.out + path.sep)
      if (isOutside && (await whyChanged(this.#store, place)) === undefined) return true
    }
    return false
  }

  /** Nothing of a photo that cannot be read now is moved or removed. */
  #leaveUnclaimed({ photo }: Item): void {
    for (const written of this.#unclaimed.get(photo) ?? []) this.#claim(written.file)
    this.#unclaimed.delete(photo)
  }

  #unclaim(written: Written): void {
    const others = (this.#unclaimed.get(written.photo) ?? []).filter((each) => each !== written)
    this.#unclaimed.set(written.photo, others)
  }

  #note({ row }: Item, file: string): void {
    noteIn(this.#tree, file)
    this.placed.push({ row, file })
  }

  #claim(file: string): void {
    this.#taken.add(nameKey(file))
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

/** Also where it lies in a part of a data set. */
function classFolder(file: string): string {
  return path.posix.basename(path.posix.dirname(file))
}

async function isSame(source: string, file: string): Promise<boolean> {
  const there = await stat(file).catch(() => undefined)
  return there?.isFile() === true && (await sameBytes(source, file))
}
