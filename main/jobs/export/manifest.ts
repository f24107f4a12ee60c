/**
 * @file What an export into folders wrote there before.
 *
 * [Note: an export's own files] `.twinsort-export.jsonl` in the folder lists every file that an export put there, of which photo, and by
 * which library. When the folder is exported to again, only these are moved, replaced or removed; and each only while it is what was
 * written: a file that somebody has changed since is theirs. A copy is removed only where the photo that it was made of is
 * still there, so that nobody's last copy goes. A line is added before a file is written, so that an export that was ended
 * half way is known as well; the last line about a file counts. The end of an export writes the list again.
 */
import { appendFile, lstat, readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { Part } from '../../../shared/contract/split.ts'
import { cannotWrite, writeResult } from './write-target.ts'

export const MANIFEST = '.twinsort-export.jsonl'

const Written = z.object({
  /** Relative to the folder, with `/`. */
  file: z.string().refine((file) => isInside(file)),
  /** Content hash of the photo. */
  photo: z.string(),
  /** Hash of the file that it was made of; null where it was not known. */
  source: z.string().nullable(),
  /** `picture`: written again in another format; `placeless`: a copy that does not say where it was taken. */
  kind: z.enum(['copy', 'link', 'symbolic', 'picture', 'placeless']),
  /** Bytes; null while it is not known yet. */
  size: z.number().nullable(),
  /** Milliseconds since the epoch. */
  modified: z.number(),
  /** The library that wrote it: see `exports` in the store. */
  by: z.string(),
})
export type Written = z.infer<typeof Written>

/** File systems keep times as roughly as to two seconds. */
const SAME_TIME = 2000
/** Some two million files. */
const LARGEST_MANIFEST = 500e6

/** Lines that cannot be read are passed over: what they were about is somebody else's then. */
export async function readManifest(out: string): Promise<Map<string, Written>> {
  const file = path.join(out, MANIFEST)
  const written = new Map<string, Written>()
  const found = await lstat(file).catch(() => undefined)
  if (found === undefined || !found.isFile() || found.size > LARGEST_MANIFEST) return written
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const read = Written.safeParse(parsed(line))
    if (read.success) written.set(read.data.file, read.data)
  }
  return written
}

/** @throws as `writeResult` */
export async function writeManifest(out: string, files: Iterable<Written>): Promise<void> {
  const sorted = [...files].sort((a, b) => (a.file < b.file ? -1 : 1))
  await writeResult(path.join(out, MANIFEST), sorted.map((written) => lineOf(written)).join(''))
}

/** @throws AppError as `cannotWrite` says */
export async function addToManifest(out: string, written: Written): Promise<void> {
  const file = path.join(out, MANIFEST)
  try {
    // A line that a kill cut short must not swallow this one.
    await appendFile(file, `\n${lineOf(written)}`)
  } catch (thrown) {
    throw await cannotWrite(file, thrown)
  }
}

/** What happened to the file since. */
export async function stateOf(out: string, written: Written): Promise<'same' | 'changed' | 'gone'> {
  const found = await lstat(path.join(out, written.file)).catch(() => undefined)
  if (found === undefined) return 'gone'
  if (found.isSymbolicLink()) return written.kind === 'symbolic' ? 'same' : 'changed'
  const isSame =
    found.isFile() &&
    (written.size === null || found.size === written.size) &&
    Math.abs(found.mtimeMs - written.modified) < SAME_TIME
  return isSame ? 'same' : 'changed'
}

/** Size and time of a file as they are to be written down. */
export async function factsOf(file: string): Promise<{ size: number; modified: number }> {
  const { size, mtimeMs } = await lstat(file)
  return { size, modified: mtimeMs }
}

function lineOf(written: Written): string {
  return `${JSON.stringify(written)}\n`
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}

/** In a folder of the export, and nowhere else, whoever wrote the list. */
/** In the folder of a class, or of a class in a part of a data set. */
function isInside(file: string): boolean {
  const parts = file.split('/')
  const depth = Part.safeParse(parts[0]).success ? [2, 3] : [2]
  return (
    depth.includes(parts.length) &&
    !parts.some((part) => ['', '.', '..'].includes(part) || /[\\\0]/.test(part))
  )
}
