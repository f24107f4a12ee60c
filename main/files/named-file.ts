/**
 * @file Reads a file that a person named: an ordinary one, of a size that can be meant. A device or a pipe never ends, or never
 * begins, and a file of the wrong kind can fill the memory before anybody has looked at its first byte.
 */
import { constants, type Stats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'

const MB = 1e6
/** Bytes read at a time where a file does not say how long it is. */
const CHUNK = 1 << 20

/** For the other end of a pipe; Windows has none among its files. */
const DO_NOT_WAIT = process.platform === 'win32' ? 0 : constants.O_NONBLOCK

/** Bytes that a file of each kind may have. */
export const FILE_LIMITS = {
  /** Tables and lists: a path and a class for each of a million photos. */
  table: 128 * MB,
  /** One answer or one setting. */
  words: 16 * MB,
  /** A journal: some two million decisions about one photo each. */
  journal: 1024 * MB,
  /** A table by columns, of which only some are read. */
  columns: 2 ** 40,
  /** A network: protocol buffers, which ONNX is written in, end at 2 GiB. */
  network: 2 ** 31 - 1,
} as const

/**
 * @param most bytes
 * @throws AppError as `withNamedFile`
 */
export async function readNamedFile(file: string, most: number): Promise<Buffer<ArrayBuffer>> {
  return withNamedFile(file, most, (handle, size) =>
    readAtMost(handle, { file: path.resolve(file), size, most }),
  )
}

/**
 * The same for who reads only parts of it.
 * @param most bytes
 * @param read is given the file's size in bytes as well
 * @throws AppError `not-found` where there is no such file or it cannot be read; `bad-input` where it is a folder, a device, a
 * pipe or a socket, or larger than `most`. The message names the file and the reason.
 */
export async function withNamedFile<T>(
  file: string,
  most: number,
  read: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T> {
  const absolute = path.resolve(file)
  try {
    await assertOrdinary(absolute, most, stat(absolute)) // before it is opened: opening a pipe waits, and a device may act
    // Should it become a pipe meanwhile, nothing waits for the other end.
    const handle = await open(absolute, constants.O_RDONLY | DO_NOT_WAIT)
    try {
      return await read(handle, await assertOrdinary(absolute, most, handle.stat()))
    } finally {
      await handle.close()
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    const said = sentence('named-file-not-read', { file: absolute, reason })
    throw new AppError('not-found', said, { file: absolute }, thrown)
  }
}

/** @returns its size in bytes. */
async function assertOrdinary(file: string, most: number, found: Promise<Stats>): Promise<number> {
  const stats = await found
  if (stats.isDirectory())
    throw new AppError('bad-input', sentence('named-file-is-folder', { file }), { file })
  if (!stats.isFile()) throw new AppError('bad-input', sentence('named-file-is-special', { file }), { file })
  if (stats.size > most) throw tooLarge(file, most)
  return stats.size
}

/** Some files (below /proc) have no size and yet content; others grow while they are read. */
async function readAtMost(
  handle: FileHandle,
  { file, size, most }: { file: string; size: number; most: number },
): Promise<Buffer<ArrayBuffer>> {
  let bytes = Buffer.alloc(size + 1) // one more, to see the end without another chunk
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, null)
    if (bytesRead === 0) return bytes.subarray(0, length)
    length += bytesRead
    if (length > most) throw tooLarge(file, most)
    if (length === bytes.length) bytes = Buffer.concat([bytes], length + Math.max(CHUNK, length))
  }
}

function tooLarge(file: string, most: number): AppError {
  const said = sentence('named-file-too-large', { file, megabytes: Math.floor(most / MB) })
  return new AppError('bad-input', said, { file })
}
