/** @file Puts one photo at its place in an export: as a copy, a link, or written again in a format that loaders read. */
import { constants } from 'node:fs'
import { access, chmod, copyFile, link, stat, symlink, utimes } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { AppError, codeOf } from '../../../shared/errors.ts'
import { type PlainSentence, says, sentence } from '../../../shared/sentences/sentence.ts'
import { throughUnfinished } from '../../files/write-atomically.ts'
import { LARGEST_PIXELS } from '../../ingest/decode.ts'
import { readableAt } from '../../ingest/readable.ts'
import type { Written } from './manifest.ts'
import { cannotWrite, makeFolder } from './write-target.ts'

/** A change of a copy before it appears; what it throws keeps the copy from appearing. */
export type ChangeCopy = (unfinished: string) => Promise<void>
export type PlaceMode = 'copy' | 'reflink' | 'link' | 'symlink' | 'picture' | 'placeless'

/** What a file system without links answers, or a system that allows none. */
const NO_LINK_CODES: readonly unknown[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']
/** What a file system answers that cannot have two files share their bytes; Windows and libuv have no such call at all. */
const NO_REFLINK_CODES: readonly unknown[] = ['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'ENOTTY', 'EINVAL']

/**
 * In place of what is there; the file appears whole or not at all, with the time of the original.
 * @returns as what it stands there, or why it could not be written.
 * @throws AppError `disk-full`, or `conflict` for a disk without reflinks: what would stop every other file too.
 */
export async function placeFile(
  source: string,
  file: string,
  mode: PlaceMode,
  change?: ChangeCopy,
): Promise<Written['kind'] | { reason: PlainSentence }> {
  try {
    await makeFolder(path.dirname(file))
    return await throughUnfinished(file, (unfinished) => putAt(source, unfinished, mode, change))
  } catch (thrown) {
    if (await isOutOfReach(source)) return { reason: sentence('file-denied') }
    const error = await cannotWrite(file, thrown)
    if (error.code === 'disk-full' || says(error.asSentence, 'target-no-reflinks')) throw error
    return { reason: error.asSentence }
  }
}

async function putAt(
  source: string,
  part: string,
  mode: PlaceMode,
  change: ChangeCopy | undefined,
): Promise<Written['kind']> {
  if (mode === 'link') return linkTo(source, part)
  if (mode === 'symlink') return symbolicLinkTo(source, part)
  if (mode === 'picture') await writePicture(source, part)
  else if (mode === 'reflink') await reflinkTo(source, part)
  else await copyFile(source, part, constants.COPYFILE_FICLONE)
  if (mode === 'placeless') {
    await chmod(part, 0o600) // a copy has the rights of its original, which may be read only
    await change?.(part)
    await chmod(part, (await stat(source)).mode)
  }
  const { atime, mtime } = await stat(source)
  await utimes(part, atime, mtime)
  return mode === 'reflink' ? 'copy' : mode
}

/** The first picture of several, upright, without loss. */
async function writePicture(source: string, part: string): Promise<void> {
  await sharp(await readableAt(source), { failOn: 'none', limitInputPixels: LARGEST_PIXELS })
    .autoOrient()
    .keepIccProfile()
    .png()
    .toFile(part)
}

/** A hard link, which survives when the original's folder moves; a symbolic one where the disk differs. */
async function linkTo(source: string, file: string): Promise<Written['kind']> {
  try {
    await link(source, file)
    return 'link'
  } catch {
    return symbolicLinkTo(source, file)
  }
}

async function symbolicLinkTo(source: string, file: string): Promise<'symbolic'> {
  try {
    await symlink(source, file)
    return 'symbolic'
  } catch (thrown) {
    const code = codeOf(thrown)
    if (code !== undefined && !NO_LINK_CODES.includes(code)) throw thrown
    const folder = path.dirname(file)
    throw new AppError('conflict', sentence('target-no-links', { folder }), undefined, thrown)
  }
}

/** A copy that shares its bytes with the original until one of them is changed; a plain copy shares them where it can, and says nothing. */
async function reflinkTo(source: string, file: string): Promise<void> {
  try {
    await copyFile(source, file, constants.COPYFILE_FICLONE_FORCE)
  } catch (thrown) {
    const folder = path.dirname(file)
    const code = codeOf(thrown)
    if (code === 'EXDEV')
      throw new AppError('conflict', sentence('reflink-other-disk', { folder }), undefined, thrown)
    if (!NO_REFLINK_CODES.includes(code)) throw thrown
    throw new AppError('conflict', sentence('target-no-reflinks', { folder }), undefined, thrown)
  }
}

async function isOutOfReach(source: string): Promise<boolean> {
  return access(source, constants.R_OK).then(
    () => false,
    () => true,
  )
}
