/** @file Measures how much memory this process uses while something runs in one of its threads. */

/** Often enough for a training's step or two, at 10 microseconds a measurement. */
const LOOK_EVERY_MS = 20

/**
 * Measures from this thread, which must not be the one that works: see [Note: memory of a training].
 * @returns the largest resident set in bytes, and the result of the work
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
