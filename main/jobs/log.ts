/** @file What the engine notes for whoever looks into a fault: a JSON object on each line of standard error (TWINSORT_LOG). */
import { writeSync } from 'node:fs'
import type { LogEntry, LogLevel } from '../../shared/contract/log.ts'
import { inEnglish, sentence, type PlainSentence, type Sentence } from '../../shared/sentences/sentence.ts'

const STANDARD_ERROR = 2
/** Nothing is noted at the last two, which other programs have. */
const LEVELS = ['error', 'warn', 'info', 'debug', 'trace']
const NOTHING = 'silent'
/** Counts instead of a word that is none of these: who set one wants to hear something. */
const USUAL = 'warn'

export interface LogDetails {
  /** The job that it is about. */
  readonly job?: NonNullable<LogEntry['job']> | undefined
  /** Milliseconds that the job took. */
  readonly took?: number | undefined
  /** Why, maybe in the words of others. */
  readonly reason?: PlainSentence | undefined
  /** What came of it. */
  readonly notes?: readonly PlainSentence[] | undefined
}

export interface Log {
  info(said: Sentence, details?: LogDetails): void
  warn(said: Sentence, details?: LogDetails): void
  error(said: Sentence, details?: LogDetails): void
}

/** A log that hands each note to this function. */
export function logBy(note: (level: LogLevel, said: Sentence, details: LogDetails) => void): Log {
  const noteAs =
    (level: LogLevel) =>
    (said: Sentence, details: LogDetails = {}) => {
      note(level, said, details)
    }
  return { info: noteAs('info'), warn: noteAs('warn'), error: noteAs('error') }
}

/** All that is noted goes to both. */
export function bothLogs(first: Log, second: Log): Log {
  return logBy((level, said, details) => {
    first[level](said, details)
    second[level](said, details)
  })
}

/**
 * @param level the least important that is written: `info` (or `debug`, `trace`), `warn` or `error`; `silent` or an empty word for
 *   nothing. Of any other word is said once which there are.
 */
export function createLog(level: string): Log {
  const known = isLevel(level) ? level : USUAL
  if (known !== level) tellOfLevel(level)
  const written = LEVELS.slice(0, LEVELS.indexOf(known) + 1)
  return logBy((kind, said, details) => {
    if (written.includes(kind)) writeLine({ level: kind, ...lineOf(said, details) })
  })
}

/** What a line says, in English, whichever file it is written to. */
export function lineOf(said: Sentence, { job, took, reason, notes = [] }: LogDetails): object {
  return {
    process: process.pid,
    ...(job === undefined ? {} : { job: job.id, kind: job.kind }),
    ...(took === undefined ? {} : { seconds: took / 1000 }),
    ...(reason === undefined ? {} : { error: inEnglish(reason) }),
    message: [said, ...notes].map((each) => inEnglish(each)).join(' '),
  }
}

function isLevel(word: string): boolean {
  return word === '' || word === NOTHING || LEVELS.includes(word)
}

let isTold = false

function tellOfLevel(value: string): void {
  if (isTold) return
  isTold = true
  const levels = [NOTHING, ...LEVELS].join(', ')
  writeLine({ level: USUAL, ...lineOf(sentence('log-level-unknown', { value, levels, used: USUAL }), {}) })
}

function writeLine(line: object): void {
  try {
    writeSync(STANDARD_ERROR, `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`)
  } catch {
    // Nobody reads it any more, or not fast enough: no work fails because of that.
  }
}
