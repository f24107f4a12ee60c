/** @file Shared memory cannot leave its process: numbers for another process are copied out of it first. */
import { isTypedArray } from 'node:util/types'

/**
 * The same plain data, with copies of the arrays in shared memory. Electron's ports throw a DataCloneError for any view of
 * a SharedArrayBuffer.
 */
export function withoutSharedMemory<T>(value: T): T {
  return copied(value) as T
}

function copied(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer ? copyOf(value) : value
  if (Array.isArray(value)) return value.map(copied)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copied(inner)]))
}

function copyOf(view: ArrayBufferView): ArrayBufferView {
  if (view instanceof Uint8Array) return new Uint8Array(view) // the `slice` of a Buffer copies nothing
  if (isTypedArray(view)) return view.slice()
  const { buffer, byteOffset, byteLength } = view
  return new DataView(new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer)
}
