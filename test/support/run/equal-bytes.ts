/**
 * @file Lets `toEqual` compare typed arrays by their bytes first. Element by element, as it does by itself, it takes seconds for the
 * weights of a network; where the bytes differ, it still does, and decides.
 */
import { expect } from 'vitest'

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** @returns true for views of one kind with the same bytes; undefined leaves the decision to others. */
function haveEqualBytes(a: unknown, b: unknown): true | undefined {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return undefined
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return undefined
  return bytesOf(a).equals(bytesOf(b)) ? true : undefined
}

expect.addEqualityTesters([haveEqualBytes])
