/** @file What the engine notes for whoever looks into a fault: a JSON object on each line of standard error (TWINSORT_LOG). */
import { writeSync } from 'node:fs'

const STANDARD_ERROR = 2
/** Nothing is noted at the last two, which other programs have. */
const LEVELS = ['error', 'warn', 'info', 'debug', 'trace']

export interface Log {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** @param level the least important that is written: `info` (or `debug`, `trace`), `warn` or `error`; any other word, such as `silent`: nothing */
export function createLog(level: string): Log {
  const written = LEVELS.slice(0, LEVELS.indexOf(level) + 1)
  const noteAs = (kind: string) => (details: object, message: string) => {
    if (written.includes(kind)) writeLine({ level: kind, process: process.pid, ...details, message })
  }
  return { info: noteAs('info'), warn: noteAs('warn') }
}

function writeLine(line: object): void {
  try {
    writeSync(STANDARD_ERROR, `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`)
  } catch {
    // Nobody reads it any more, or not fast enough: no work fails because of that.
  }
}
