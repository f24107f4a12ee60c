/** @file Arrays of numbers in a file: read as they were written, or not at all. */
import { open, readFile, truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { numberPieces, readNumbers } from '../../../main/files/number-file.ts'
import type { Allocate } from '../../../main/math/matrix.ts'
import { temporaryFolder } from '../../support/folder.ts'

const WHOLE = Float32Array.from({ length: 300_000 }, (_, place) => place / 7)
/** Some lie within a larger one, and one is empty. */
const ARRAYS = [
  WHOLE.subarray(3, 250_001),
  Float64Array.of(1 / 3, -0, Number.MAX_VALUE),
  new Int32Array(),
  Int32Array.of(-5, 2 ** 31 - 1),
]

async function written(): Promise<string> {
  const file = path.join(await temporaryFolder(), 'numbers.bin')
  await writeFile(file, numberPieces({ rows: 4, name: 'é' }, ARRAYS))
  return file
}

async function read(file: string, allocate?: Allocate) {
  const handle = await open(file)
  try {
    return await readNumbers(handle, allocate)
  } finally {
    await handle.close()
  }
}

test('numbers come back to the last bit, each array in memory of its own', async () => {
  const { facts, arrays } = await read(await written())
  expect(facts).toEqual({ rows: 4, name: 'é' })
  expect(arrays).toEqual(ARRAYS)
  expect(arrays.map(({ buffer }) => buffer.byteLength)).toEqual(ARRAYS.map(({ byteLength }) => byteLength))
})

test('the first array lies where it is told to', async () => {
  const around = new Float32Array(new SharedArrayBuffer(4 * WHOLE.length))
  const { arrays } = await read(await written(), (length) => around.subarray(7, 7 + length))
  expect(arrays).toEqual(ARRAYS)
  expect(arrays.map(({ buffer }) => buffer === around.buffer)).toEqual([true, false, false, false])
  expect(around.subarray(7, 10)).toEqual(WHOLE.subarray(3, 6))
})

test('a file that is shorter, longer or another is refused', async () => {
  const file = await written()
  const sound = await readFile(file)
  for (const damaged of [sound.subarray(0, -1), sound.subarray(0, 100), Buffer.concat([sound, sound])]) {
    await writeFile(file, damaged)
    await expect(read(file)).rejects.toThrow()
  }
  await writeFile(file, Buffer.from(sound.toString('latin1').replace('numbers-1', 'numbers-2'), 'latin1'))
  await expect(read(file)).rejects.toThrow()
  await truncate(file)
  await expect(read(file)).rejects.toThrow()
})
