/** @file Measures how much memory this process uses while something runs in one of its threads. */

/** Often enough for a training's step or two, at 10 microseconds a measurement. */
const SAMPLE_EVERY_MS = 20

/**
 * Measures from this thread, which must not be the one that works: see [Note: memory of a training].
 * @returns the largest resident set in bytes, and the result of the work
 */
export async function withPeakMemory<T>(
  work: () => Promise<T>,
): Promise<{ result: T; residentBytes: number }> {
  let residentBytes = process.memoryUsage.rss()
  const sample = (): void => {
    residentBytes = Math.max(residentBytes, process.memoryUsage.rss())
  }
  const timer = setInterval(sample, SAMPLE_EVERY_MS)
  try {
    const result = await work()
    sample()
    return { result, residentBytes }
  } finally {
    clearInterval(timer)
  }
}
