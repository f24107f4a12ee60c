/** @file How much memory this process held while something ran in one of its threads. */

/** Often enough for what lasts a training's step or two, at 10 microseconds a look. */
const LOOK_EVERY_MS = 20

/**
 * Looks from this thread, which must not be the one that works: see [Note: memory of a training].
 * @returns the largest resident set in bytes, and what the work gave
 */
export async function withPeakMemory<T>(
  work: () => Promise<T>,
): Promise<{ result: T; residentBytes: number }> {
  let residentBytes = process.memoryUsage.rss()
  const look = (): void => {
    residentBytes = Math.max(residentBytes, process.memoryUsage.rss())
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  try {
    const result = await work()
    look()
    return { result, residentBytes }
  } finally {
    clearInterval(timer)
  }
}
