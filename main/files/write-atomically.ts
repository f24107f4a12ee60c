/**
 * @file Replaces a file in one step: whoever reads it, also after a crash, finds the old content or the new one, never parts of
 * both. Libraries for this (write-file-atomic) give the unfinished file the whole name and more, which file systems refuse
 * where the name is already as long as they allow.
 */
import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** How unfinished files end. A process that was killed leaves them. */
export const UNFINISHED = '.part'

/** So many characters of the file's name stand in that of the unfinished one: a content hash wholly; 192 bytes at most. */
const NAME_KEPT = 64

/** Readable and writable by all, less what the person's umask takes away. */
const BY_UMASK = 0o666

export interface WriteOptions {
  /** Rights of the new file; without it those of the person's umask. */
  readonly mode?: number
  /** The content is on the disk before the file appears, so that a loss of power does not leave an empty one. */
  readonly flush?: boolean
}

/**
 * @param content as a whole, or in pieces that are made as they are written
 * @throws what the file system says, or what making a piece throws; the file is then as it was.
 */
export async function writeAtomically(
  file: string,
  content: string | Uint8Array | Iterable<string> | AsyncIterable<Uint8Array>,
  { mode = BY_UMASK, flush = false }: WriteOptions = {},
): Promise<void> {
  await throughUnfinished(file, async (unfinished) => {
    const handle = await open(unfinished, 'w', mode)
    try {
      await handle.writeFile(content)
      if (flush) await handle.sync()
    } finally {
      await handle.close()
    }
  })
}

/** As `writeAtomically`, where nothing may run in between. */
export function writeAtomicallySync(
  file: string,
  content: string | Uint8Array,
  { mode = BY_UMASK, flush = false }: WriteOptions = {},
): void {
  const unfinished = besides(file)
  try {
    writeFileSync(unfinished, content, { mode, flush })
    renameSync(unfinished, file)
  } catch (thrown) {
    removeQuietly(unfinished)
    throw thrown
  }
}

/**
 * For what is written by others: copies, links, pictures.
 * @param put makes the file at the place it is given
 * @returns what `put` returns
 * @throws what `put` or the file system throws; the file is then as it was.
 */
export async function throughUnfinished<T>(
  file: string,
  put: (unfinished: string) => Promise<T>,
): Promise<T> {
  const unfinished = besides(file)
  try {
    const done = await put(unfinished)
    await rename(unfinished, file)
    return done
  } finally {
    // Also after success: renaming one link of a file onto another of the same leaves both where they are.
    await rm(unfinished, { force: true }).catch(() => undefined) // the first problem is the one to tell
  }
}

/** Hidden, unique, and never longer than file systems allow. The name says which process wrote it, for cleaning up. */
function besides(file: string): string {
  const begins = path.basename(file).slice(0, NAME_KEPT)
  return path.join(path.dirname(file), `.${begins}.${randomBytes(16).toString('hex')}${UNFINISHED}`)
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true })
  } catch {
    // Not even its folder may be written to; the first problem is the one to tell.
  }
}
