/**
 * @file Finds every picture below a folder. A file counts when its name promises a picture or its first bytes are a
 * picture's. Nothing is decoded here, and nothing that goes wrong with one file or folder stops the walk.
 */
import type { BigIntStats, Dirent } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { throwIfCancelled } from '../../shared/errors.ts'
import { say } from '../../shared/sentences/sentence.ts'
import { hasPictureExtension, sniff, SNIFFED_BYTES } from './formats.ts'
import { reasonOfFileError } from './reasons.ts'

export interface ScannedFile {
  /** Relative to the root, with `/` on every system. */
  readonly relativePath: string
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since the epoch. */
  readonly modifiedNs: bigint
}

export interface Scan {
  /** By path. Symbolic links to files are files of their own; size and time are those of the target. */
  readonly files: ScannedFile[]
  /** Files with a picture's name that are no regular files or cannot be reached, relative to the root. */
  readonly unreachable: { readonly relativePath: string; readonly reason: string }[]
  /** Folders that could not be listed, relative to the root: what lies in them is unknown, not gone. */
  readonly unreadableFolders: { readonly relativePath: string; readonly reason: string }[]
}

export interface ScanOptions {
  /** Absolute paths of folders to leave out. */
  readonly exclude?: readonly string[]
  /** Path below the root where the scan starts; the paths in the result stay relative to the root. */
  readonly below?: string
  readonly signal?: AbortSignal
  /** Called now and then with the number of pictures found so far. */
  readonly report?: (found: number) => void
}

/** Folders that systems and programs keep for themselves, in lower case; hidden ones (.Trashes) begin with a dot. */
const SYSTEM_FOLDERS = new Set([
  ...['$recycle.bin', 'recycler', '#recycle', 'system volume information', 'lost+found'],
  ...['@eadir', '__macosx', 'node_modules'],
])
/** A folder of this name beside a file `library.db` holds the thumbnails of a Twinsort library. */
const THUMBNAIL_FOLDER = 'thumbnails'
const LIBRARY_FILE = 'library.db'
/** Files of one folder that are looked at together; enough to hide the latency of a network drive. */
const FILES_AT_ONCE = 16

/**
 * Walks the folder `root`. Links to folders are followed, but each real folder is visited once, real ones before links
 * to them; a link to a folder that contains the root is not followed, or the walk would leave the folder altogether.
 * @throws AppError `cancelled`; Error when the root itself cannot be resolved.
 */
export async function scan(root: string, options: ScanOptions = {}): Promise<Scan> {
  const walk = new Walk(await realpath(root), root, options)
  await walk.excludeFolders(options.exclude ?? [])
  await walk.run(options.below ?? '')
  const byPath = (a: { relativePath: string }, b: { relativePath: string }): number =>
    a.relativePath < b.relativePath ? -1 : 1
  walk.result.files.sort(byPath)
  return walk.result
}

class Walk {
  readonly result: Scan = { files: [], unreachable: [], unreadableFolders: [] }
  readonly #realRoot: string
  readonly #root: string
  readonly #options: ScanOptions
  /** Real paths of folders that were visited or must not be. */
  readonly #seen = new Set<string>()
  readonly #folders: string[] = []
  /** Links to folders wait until the real folders are done, so that a photo is known by its real path. */
  readonly #links: string[] = []

  constructor(realRoot: string, root: string, options: ScanOptions) {
    this.#realRoot = realRoot
    this.#root = root
    this.#options = options
  }

  async excludeFolders(folders: readonly string[]): Promise<void> {
    for (const folder of folders) this.#seen.add(await realpath(folder).catch(() => path.resolve(folder)))
  }

  async run(below: string): Promise<void> {
    this.#folders.push(below)
    for (;;) {
      throwIfCancelled(this.#options.signal)
      const folder = this.#folders.pop()
      if (folder !== undefined) await this.#visit(folder)
      else {
        const link = this.#links.shift()
        if (link === undefined) return
        if (!(await this.#leadsToAncestor(link))) this.#folders.push(link)
      }
    }
  }

  async #leadsToAncestor(link: string): Promise<boolean> {
    const target = await realpath(this.#absolute(link)).catch(() => undefined)
    return target === undefined || isInside(this.#realRoot, target)
  }

  async #visit(folder: string): Promise<void> {
    const absolute = this.#absolute(folder)
    let entries: Dirent[]
    try {
      const real = await realpath(absolute)
      if (this.#seen.has(real)) return
      this.#seen.add(real)
      entries = await readdir(absolute, { withFileTypes: true })
    } catch (error) {
      const reason = reasonOfFileError(error, 'folder')
      this.result.unreadableFolders.push({ relativePath: folder, reason })
      return
    }
    const isLibrary = entries.some((entry) => entry.name === LIBRARY_FILE)
    const names: { name: string; isLink: boolean }[] = []
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) {
        const isSystem = SYSTEM_FOLDERS.has(entry.name.toLowerCase())
        if (!isSystem && !(isLibrary && entry.name === THUMBNAIL_FOLDER)) this.#folders.push(relative)
      } else names.push({ name: relative, isLink: entry.isSymbolicLink() })
    }
    for (let start = 0; start < names.length; start += FILES_AT_ONCE) {
      throwIfCancelled(this.#options.signal)
      const batch = names.slice(start, start + FILES_AT_ONCE)
      await Promise.all(batch.map(({ name, isLink }) => this.#look(name, isLink)))
      this.#options.report?.(this.result.files.length)
    }
  }

  /** Decides about one directory entry that is no folder. */
  async #look(relativePath: string, isLink: boolean): Promise<void> {
    const absolute = this.#absolute(relativePath)
    const isPromised = hasPictureExtension(relativePath)
    let stats: BigIntStats
    try {
      stats = await stat(absolute, { bigint: true })
      if (stats.isDirectory()) {
        if (isLink && !SYSTEM_FOLDERS.has(path.posix.basename(relativePath).toLowerCase())) {
          this.#links.push(relativePath)
        }
        return
      }
      if (stats.isFile() && (isPromised || (await beginsLikePicture(absolute)))) {
        this.result.files.push({ relativePath, size: Number(stats.size), modifiedNs: stats.mtimeNs })
      } else if (isPromised) {
        this.result.unreachable.push({ relativePath, reason: say('not-regular-file') })
      }
    } catch (error) {
      if (!isPromised) return // Nothing says that it is a picture.
      this.result.unreachable.push({ relativePath, reason: reasonOfFileError(error, 'file') })
    }
  }

  #absolute(relativePath: string): string {
    return path.join(this.#root, relativePath)
  }
}

/** Whether `inner` is `outer` or lies below it; both absolute and of the same spelling. */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner)
  return relative === '' || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..')
}

async function beginsLikePicture(file: string): Promise<boolean> {
  const handle = await open(file, 'r')
  try {
    const head = Buffer.alloc(SNIFFED_BYTES)
    const { bytesRead } = await handle.read(head, 0, SNIFFED_BYTES, 0)
    return sniff(head.subarray(0, bytesRead)).kind !== 'unknown'
  } finally {
    await handle.close()
  }
}
