/** @file Turns a burst of requests to read something again into as few reads as possible. */

/**
 * Returns a function that starts `read` unless it is under way; a request that comes meanwhile starts it once more after its
 * end. The promise settles when that read has ended.
 */
export function coalesce(read: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined
  function start(): Promise<void> {
    current = read().finally(() => {
      current = undefined
    })
    return current
  }
  return () => {
    if (current === undefined) return start()
    next ??= current
      .catch(() => undefined)
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }
}
