/** @file Whether two files hold the same bytes. */
import { open, stat, type FileHandle } from 'node:fs/promises'

const BLOCK = 1 << 20

/** Reads both only as far as they agree. */
export async function sameBytes(a: string, b: string): Promise<boolean> {
  const [first, second] = [await stat(a), await stat(b)]
  if (first.size !== second.size) return false
  if (first.dev === second.dev && first.ino === second.ino && first.ino !== 0) return true
  const left = await open(a)
  try {
    const right = await open(b)
    try {
      return await agree(left, right, first.size)
    } finally {
      await right.close()
    }
  } finally {
    await left.close()
  }
}

async function agree(left: FileHandle, right: FileHandle, size: number): Promise<boolean> {
  const blocks = [Buffer.alloc(BLOCK), Buffer.alloc(BLOCK)] as const
  for (let position = 0; position < size; position += BLOCK) {
    const { bytesRead } = await left.read(blocks[0], 0, BLOCK, position)
    await right.read(blocks[1], 0, BLOCK, position)
    if (!blocks[0].subarray(0, bytesRead).equals(blocks[1].subarray(0, bytesRead))) return false
  }
  return true
}
