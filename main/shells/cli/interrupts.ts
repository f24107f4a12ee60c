/** @file Ctrl-C and its like. It imports nothing, so that it listens before everything else has been loaded. */

/** The exit code. */
export const INTERRUPTED = 130

/** One Ctrl-C may come twice: from the terminal, and passed on by npm. */
const ECHO_MS = 1000

/** Raised at the first interrupt, so that work stops cleanly; a later one ends the process at once. */
export function listenForInterrupts(): AbortSignal {
  const controller = new AbortController()
  let firstAt: number | undefined
  const interrupt = () => {
    firstAt ??= performance.now()
    if (performance.now() - firstAt > ECHO_MS) process.exit(INTERRUPTED)
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return controller.signal
}
