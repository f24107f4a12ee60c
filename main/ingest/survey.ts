/** @file What kinds of files lie in a folder and in the folders in it, by their names alone: for one in which no photo was found. */
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { FileKind } from '../../shared/contract/room.ts'
import { throwIfCancelled } from '../../shared/errors.ts'
import { FILMS, hasPictureExtension, unsupportedByName } from './formats.ts'
import { isLeftOut } from './scan.ts'

export interface Survey {
  /** Files of each kind. */
  readonly files: Record<FileKind, number>
  /** Formats of pictures that are not read yet, most frequent first. */
  readonly formats: { name: string; count: number }[]
  /** Folders in it, at any depth. */
  readonly folders: number
  /** False where there was more than is counted. */
  readonly isWhole: boolean
}

const ENDINGS: readonly [kind: FileKind, endings: string][] = [
  ['videos', FILMS.join(' ')],
  ['sounds', 'mp3 m4a wav flac ogg oga aac opus wma aif aiff mid midi'],
  ['documents', 'pdf doc docx odt rtf txt md xls xlsx ods csv ppt pptx odp pages key epub htm html tex'],
  ['archives', 'zip 7z rar tar gz tgz bz2 xz zst iso dmg'],
]
const KIND_OF: ReadonlyMap<string, FileKind> = new Map(
  ENDINGS.flatMap(([kind, endings]) =>
    endings.split(' ').map((ending): [string, FileKind] => [ending, kind]),
  ),
)

/** More entries than this are not looked at: nobody waits for a whole drive to be counted. */
const MOST_ENTRIES = 200_000

/**
 * Links are not followed; what is hidden or a system's own does not count, and neither does what lies in folders that may not be read.
 * @throws AppError `cancelled`; Error where the folder itself cannot be read.
 */
export async function survey(root: string, signal?: AbortSignal): Promise<Survey> {
  const files = { pictures: 0, unsupported: 0, videos: 0, sounds: 0, documents: 0, archives: 0, others: 0 }
  const formats = new Map<string, number>()
  const waiting = [root]
  let folders = 0
  let entries = 0
  for (let folder = waiting.pop(); folder !== undefined && entries <= MOST_ENTRIES; folder = waiting.pop()) {
    throwIfCancelled(signal)
    for (const entry of await entriesOf(folder, root)) {
      const { name } = entry
      if (name.startsWith('.')) continue
      entries += 1
      if (entry.isDirectory()) {
        if (isLeftOut(name)) continue
        folders += 1
        waiting.push(path.join(folder, name))
      } else if (entry.isFile()) {
        files[kindOf(name)] += 1
        const format = unsupportedByName(name)
        if (format !== undefined) formats.set(format, (formats.get(format) ?? 0) + 1)
      }
    }
  }
  return {
    files,
    formats: [...formats].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count),
    folders,
    isWhole: entries <= MOST_ENTRIES,
  }
}

function kindOf(name: string): FileKind {
  if (unsupportedByName(name) !== undefined) return 'unsupported'
  if (hasPictureExtension(name)) return 'pictures'
  return KIND_OF.get(path.extname(name).slice(1).toLowerCase()) ?? 'others'
}

async function entriesOf(folder: string, root: string): Promise<Dirent[]> {
  const entries = readdir(folder, { withFileTypes: true })
  return folder === root ? entries : entries.catch(() => [])
}
