/** @file Where results are written to: a place that cannot take them is named, with the reason, before and while it is written. */
import { access, constants, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError, codeOf, sentenceOf } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { FILE_LIMITS, readNamedFile } from '../../files/named-file.ts'
import { writeAtomically } from '../../files/write-atomically.ts'

/**
 * Replaces the file in one step; its content is on the disk before it appears.
 * @param content as a whole, or in pieces that are made as they are written.
 * @throws AppError as `cannotWrite` says, or what making a piece throws.
 */
export async function writeResult(
  file: string,
  content: Parameters<typeof writeAtomically>[1],
): Promise<void> {
  try {
    await writeAtomically(file, content, { flush: true })
  } catch (thrown) {
    throw await cannotWrite(file, thrown)
  }
}

/**
 * With the folders above it that are missing, one by one: Node's own `recursive` never ends where the system answers that a folder to be
 * made is not there, as below /proc.
 * @throws AppError `conflict` where it cannot be made.
 */
export async function makeFolder(folder: string): Promise<void> {
  const { place, isFile } = await lowestThatIsThere(folder)
  if (isFile) throw new AppError('conflict', sentence('target-folder-is-file', { file: place }))
  let made = place
  for (const name of path.relative(place, folder).split(path.sep).filter(Boolean)) {
    made = path.join(made, name)
    try {
      await mkdir(made)
    } catch (thrown) {
      if (codeOf(thrown) !== 'EEXIST') throw await cannotWrite(made, thrown)
    }
  }
}

/**
 * Before anything is written, or for a preview: whether the folder is there to be written to, or could be made. It may still turn
 * out otherwise.
 * @throws AppError `conflict`
 */
export async function assertCanTake(folder: string): Promise<void> {
  const { place, isFile } = await lowestThatIsThere(folder)
  if (isFile) throw new AppError('conflict', sentence('target-folder-is-file', { file: place }))
  try {
    await access(place, constants.W_OK)
  } catch (thrown) {
    throw await cannotWrite(folder, thrown, place)
  }
}

/** @throws AppError `conflict` when a folder is there, or a file whose content is not `isOwn`. */
export function assertOwnOrAbsent(out: string, isOwn: (content: Buffer) => boolean): Promise<void> {
  return assertMayReplace(out, async (file) => isOwn(await readNamedFile(file, FILE_LIMITS.network)))
}

/**
 * The same for a file that need not be read as a whole.
 * @param isOwn may throw for a file that is none of its kind
 * @throws AppError `conflict` when a folder is there, or a file that is not `isOwn`.
 */
export async function assertMayReplace(
  out: string,
  isOwn: (file: string) => Promise<boolean>,
): Promise<void> {
  const found = await stat(out).catch(() => undefined)
  if (found === undefined || (found.isFile() && found.size === 0)) return
  if (found.isDirectory()) throw new AppError('conflict', sentence('target-is-folder', { file: out }))
  if (await isOwn(out).catch(() => false)) return
  throw new AppError('conflict', sentence('target-not-ours', { file: out }))
}

/**
 * A full disk stays one; everything else is about the place that was named: which part of it is in the way, and why.
 * @param within the folder that refused, or would hold the place.
 */
export async function cannotWrite(
  place: string,
  thrown: unknown,
  within = path.dirname(place),
): Promise<AppError> {
  const error = AppError.from(thrown)
  if (error.code !== 'internal') return error
  return new AppError('conflict', await whyNot(place, within, thrown), undefined, thrown)
}

async function whyNot(place: string, within: string, thrown: unknown): Promise<Sentence> {
  const below = await lowestThatIsThere(within)
  if (below.isFile) return sentence('target-folder-is-file', { file: below.place })
  const folder = below.place
  switch (codeOf(thrown)) {
    case 'EACCES':
    case 'EPERM':
      return sentence('target-denied', { folder })
    case 'EROFS':
      return sentence('target-read-only', { folder })
    case 'ENOENT':
      return sentence('target-away', { folder: place })
    case 'ENAMETOOLONG':
      return sentence('target-name-long', { file: place })
    case undefined:
    default:
      return sentence('place-not-written', { place, reason: sentenceOf(thrown) })
  }
}

/** The folder itself, or the nearest one above it that exists. */
export async function lowestThatIsThere(folder: string): Promise<{ place: string; isFile: boolean }> {
  const found = await stat(folder).catch(() => undefined)
  if (found !== undefined) return { place: folder, isFile: !found.isDirectory() }
  const above = path.dirname(folder)
  return above === folder ? { place: folder, isFile: false } : lowestThatIsThere(above)
}
