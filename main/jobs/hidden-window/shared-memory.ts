/** @file Numbers in shared memory stay in their process: what goes to another one is copied out of it first. */

/** The same plain data, with arrays of its own where theirs was shared. */
export function withoutSharedMemory<T>(value: T): T {
  return copied(value) as T
}

function copied(value: unknown): unknown {
  if (value instanceof Float32Array && value.buffer instanceof SharedArrayBuffer) return value.slice()
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value
  if (Array.isArray(value)) return value.map(copied)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, copied(inner)]))
}
