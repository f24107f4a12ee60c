/**
 * @file Finds every picture below a folder. A file counts when its name promises a picture or its first bytes are a
 * picture's. Nothing is decoded here, and nothing that goes wrong with one file or folder stops the walk.
 */
import type { BigIntStats, Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { throwIfCancelled } from '../../shared/errors.ts'
import { sentence, type Sentence } from '../../shared/sentences/sentence.ts'
import { FileFacts, type Facts } from './file-facts.ts'
import { hasPictureExtension, isFilm, sniff } from './formats.ts'
import { readHead } from './head.ts'
import { reasonOfFileError } from './reasons.ts'

export interface ScannedFile {
  /** Relative to the root, with `/` on every system. */
  readonly relativePath: string
  /** Bytes. */
  readonly size: number
  /** Nanoseconds since the epoch, of any year. */
  readonly modifiedNs: bigint
  /** The same of the last change of anything that the file system notes about it: programs cannot set this one. */
  readonly changedNs: bigint
}

export interface Scan {
  /** By path. Symbolic links to files are files of their own; size and time are those of the target. */
  readonly files: ScannedFile[]
  /** Files with a picture's name that are no regular files or cannot be reached, relative to the root. */
  readonly unreachable: { readonly relativePath: string; readonly reason: Sentence }[]
  /** Folders that could not be listed, relative to the root: what lies in them is unknown, not gone. */
  readonly unreadableFolders: { readonly relativePath: string; readonly reason: Sentence }[]
  /** Folders that were left out because of their name, relative to the root. */
  readonly leftOut: string[]
  /** Videos, by their names, relative to the root: they are not read. */
  readonly films: string[]
  /** Where the scan started there is nothing at all, save what systems keep for themselves: maybe a drive that is not connected. */
  isEmpty: boolean
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
const LIBRARY_FILE_BYTES = Buffer.from('library.db')
/** Files of one folder that are looked at together, some of them inside; enough to hide the latency of a network drive. */
const FILES_AT_ONCE = 64

/**
 * Walks the folder `root`. Links to folders are followed, but each real folder is visited once, real ones before links
 * to them; a link to a folder that contains the root is not followed, or the walk would leave the folder altogether.
 * @throws AppError `cancelled`; Error when the root itself cannot be resolved.
 */
export async function scan(root: string, options: ScanOptions = {}): Promise<Scan> {
  const walk = new Walk(await realpath(root), root, await FileFacts.of(root), options)
  await walk.excludeFolders(options.exclude ?? [])
  await walk.run(options.below ?? '')
  const byPath = (a: { relativePath: string }, b: { relativePath: string }): number =>
    a.relativePath < b.relativePath ? -1 : 1
  walk.result.files.sort(byPath)
  return walk.result
}

class Walk {
  readonly result: Scan = {
    files: [],
    unreachable: [],
    unreadableFolders: [],
    leftOut: [],
    films: [],
    isEmpty: false,
  }
  readonly #realRoot: string
  readonly #root: string
  readonly #facts: FileFacts
  readonly #options: ScanOptions
  /** Real paths of folders that were visited or must not be. */
  readonly #seen = new Set<string>()
  readonly #folders: string[] = []
  /** Links to folders wait until the real folders are done, so that a photo is known by its real path. */
  readonly #links: string[] = []

  constructor(realRoot: string, root: string, facts: FileFacts, options: ScanOptions) {
    this.#realRoot = realRoot
    this.#root = root
    this.#facts = facts
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
    let entries: Dirent<Buffer>[]
    try {
      const real = await realpath(absolute)
      if (this.#seen.has(real)) return
      this.#seen.add(real)
      entries = await readdir(absolute, { withFileTypes: true, encoding: 'buffer' })
    } catch (error) {
      const reason = reasonOfFileError(error, 'folder')
      this.result.unreadableFolders.push({ relativePath: folder, reason })
      return
    }
    const names = this.#sort(folder, entries)
    if (folder === (this.#options.below ?? '')) this.result.isEmpty = this.#hasNoEntries(names)
    const ownName = folder === '' ? 0 : folder.length + 1
    for (let start = 0; start < names.length; start += FILES_AT_ONCE) {
      const batch = names.slice(start, start + FILES_AT_ONCE)
      const files = batch.map(({ name }) => `${absolute}${path.sep}${name.slice(ownName)}`)
      const facts = await this.#facts.read(files, this.#options.signal)
      const inside = batch.flatMap(
        ({ name, isLink }, index) => this.#inspect(name, isLink, facts[index]) ?? [],
      )
      if (inside.length > 0) await Promise.all(inside)
      this.#options.report?.(this.result.files.length)
    }
  }

  /** Folders go to be visited, the rest is returned. */
  #sort(folder: string, entries: readonly Dirent<Buffer>[]): { name: string; isLink: boolean }[] {
    const isLibrary = entries.some((entry) => entry.name.equals(LIBRARY_FILE_BYTES))
    const names: { name: string; isLink: boolean }[] = []
    for (const entry of entries) {
      const own = decodeName(entry.name)
      const name = own.isValid ? own.text : unlike(own.text, entries)
      const relative = folder === '' ? name : `${folder}/${name}`
      const isFolder = entry.isDirectory()
      if (isFolder && isLeftOut(own.text)) this.result.leftOut.push(relative)
      else if (own.text.startsWith('.')) continue
      else if (!own.isValid) this.#refuseName(relative, isFolder)
      else if (!isFolder) names.push({ name: relative, isLink: entry.isSymbolicLink() })
      else if (!isLibrary || own.text !== THUMBNAIL_FOLDER) this.#folders.push(relative)
    }
    return names
  }

  #hasNoEntries(names: readonly unknown[]): boolean {
    const { unreachable, unreadableFolders } = this.result
    return [names, this.#folders, unreachable, unreadableFolders].every((found) => found.length === 0)
  }

  /** The name cannot be kept as text, so the file could not be found again: it is listed, with what to do. */
  #refuseName(relativePath: string, isFolder: boolean): void {
    if (isFolder) {
      this.result.unreadableFolders.push({ relativePath, reason: sentence('folder-name-not-utf8') })
    } else if (hasPictureExtension(relativePath)) {
      this.result.unreachable.push({ relativePath, reason: sentence('file-name-not-utf8') })
    }
  }

  /** Decides about one directory entry that is no folder. @returns what is still to be waited for, if anything */
  #inspect(relativePath: string, isLink: boolean, facts: Facts): Promise<void> | undefined {
    const isPromised = hasPictureExtension(relativePath)
    if ('error' in facts) {
      this.#refuse(relativePath, facts.error)
    } else if (facts.isDirectory()) {
      if (!isLink) return undefined
      if (isLeftOut(path.posix.basename(relativePath))) this.result.leftOut.push(relativePath)
      else this.#links.push(relativePath)
    } else if (facts.isFile()) {
      if (!isPromised) return this.#lookInside(relativePath, facts)
      this.result.files.push({ relativePath, ...stampOf(facts) })
    } else if (isPromised) {
      this.result.unreachable.push({ relativePath, reason: sentence('not-regular-file') })
    }
    return undefined
  }

  /** A file whose name promises no picture may be one all the same. */
  async #lookInside(relativePath: string, facts: BigIntStats): Promise<void> {
    try {
      if (await beginsLikePicture(this.#absolute(relativePath))) {
        this.result.files.push({ relativePath, ...stampOf(facts) })
      } else if (isFilm(relativePath)) this.result.films.push(relativePath)
    } catch (error) {
      this.#refuse(relativePath, error)
    }
  }

  #refuse(relativePath: string, error: unknown): void {
    if (!hasPictureExtension(relativePath)) return // Nothing says that it is a picture.
    this.result.unreachable.push({ relativePath, reason: reasonOfFileError(error, 'file') })
  }

  #absolute(relativePath: string): string {
    return path.join(this.#root, relativePath)
  }
}

/** What tells that a file is another than before. */
export function stampOf(stats: BigIntStats): Pick<ScannedFile, 'size' | 'modifiedNs' | 'changedNs'> {
  return { size: Number(stats.size), modifiedNs: stats.mtimeNs, changedNs: stats.ctimeNs }
}

/** Hidden, or a folder of the system. */
export function isLeftOut(folder: string): boolean {
  return folder.startsWith('.') || SYSTEM_FOLDERS.has(folder.toLowerCase())
}

const UTF_8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Where the bytes are no UTF-8, they are shown as `<E9>`, so that two such names stay apart. */
function decodeName(bytes: Buffer): { text: string; isValid: boolean } {
  try {
    return { text: UTF_8.decode(bytes), isValid: true }
  } catch {
    const shown = bytes.toString('latin1').replace(/[\x80-\xff<]/g, (character) => {
      return `<${character.charCodeAt(0).toString(16).toUpperCase()}>`
    })
    return { text: shown, isValid: false }
  }
}

/** A name that no entry has. */
function unlike(name: string, entries: readonly Dirent<Buffer>[]): string {
  return entries.some((entry) => entry.name.equals(Buffer.from(name))) ? unlike(`<>${name}`, entries) : name
}

/** Whether `inner` is `outer` or lies below it; both absolute and of the same spelling. */
export function isInside(inner: string, outer: string): boolean {
  const relative = path.relative(outer, inner)
  return relative === '' || (!path.isAbsolute(relative) && relative.split(path.sep)[0] !== '..')
}

async function beginsLikePicture(file: string): Promise<boolean> {
  return sniff(await readHead(file)).kind !== 'unknown'
}
