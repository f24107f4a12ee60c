/** @file The first bytes of a file, which tell its format. */
import { open } from 'node:fs/promises'
import { SNIFFED_BYTES } from './formats.ts'

/** @throws errors of the file system */
export async function readHead(file: string): Promise<Buffer<ArrayBuffer>> {
  const handle = await open(file, 'r')
  try {
    const head = Buffer.alloc(SNIFFED_BYTES)
    const { bytesRead } = await handle.read(head, 0, SNIFFED_BYTES, 0)
    return head.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}
