/**
 * @file The log that a library keeps beside its database: the same lines as on standard error, with what they say as data for a window.
 * Where it cannot be written, as on a disk that can only be read, the newest of them are remembered until the engine ends.
 */
import { z } from 'zod'
import type { Output, Parsed } from '../../shared/contract.ts'
import { LogLevel, type LogEntry } from '../../shared/contract/log.ts'
import { sentenceOf } from '../../shared/errors.ts'
import { JobKind } from '../../shared/jobs.ts'
import { inEnglish, PlainSentence, sentence, verbatim } from '../../shared/sentences/sentence.ts'
import { logFile, logLines } from '../files/library-log.ts'
import type { LineFile } from '../files/line-file.ts'
import { lineOf, logBy, type Log } from './log.ts'

/** Characters of a line; what is longer, as a reason in the words of others may be, is cut. */
const LONGEST = 8192
const CUT_TO = 1000
const MOST_REMEMBERED = 500

/** Another version may have written it. */
const Line = z.object({
  time: z.iso.datetime(),
  level: LogLevel,
  job: z.int().optional(),
  kind: JobKind.catch('other').optional(),
  seconds: z.number().nonnegative().optional(),
  said: z.array(PlainSentence).min(1),
})

interface Options {
  /** Absolute path of the library's folder. */
  readonly library: string
  readonly isReadOnly: boolean
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  /** There is a new entry. */
  readonly onNews: (entry: Pick<LogEntry, 'at'>) => void
}

export class KeptLog {
  /** Where it is written to. */
  readonly log: Log
  readonly #options: Options
  readonly #lines: LineFile
  /** What could not be written, oldest first. */
  readonly #remembered: string[] = []

  constructor(options: Options) {
    this.#options = options
    this.#lines = logLines(options.library)
    this.log = logBy((level, said, details) => {
      const at = options.clock()
      const { reason, notes = [] } = details
      const all = [said, ...(reason === undefined ? [] : [reason]), ...notes]
      this.#add(textOf({ time: new Date(at).toISOString(), level, ...lineOf(said, details) }, all))
      options.onNews({ at })
    })
  }

  /** Where the file cannot be read, an entry says so beside what is remembered. */
  async read({ most, problems, kind }: Parsed<'log'>): Promise<Output<'log'>> {
    const hindrance: LogEntry[] = []
    const kept = await this.#lines.lines().catch((thrown: unknown) => {
      hindrance.push(this.#unreadable(thrown))
      return []
    })
    const entries = [...[...kept, ...this.#remembered].flatMap(entriesIn), ...hindrance]
    const kinds = new Set(entries.flatMap(({ job }) => (job === null ? [] : [job.kind])))
    const fitting = entries
      .filter(({ level }) => !problems || level !== 'info')
      .filter(({ job }) => kind === undefined || job?.kind === kind)
      .toReversed()
      .toSorted((a, b) => b.at - a.at) // several processes write it, and what is remembered comes last
    return {
      entries: fitting.slice(0, most),
      hasMore: fitting.length > most,
      kinds: [...kinds].toSorted(),
      file: kept.length === 0 ? null : logFile(this.#options.library),
    }
  }

  #unreadable(thrown: unknown): LogEntry {
    const said = [sentence('log-unreadable'), sentenceOf(thrown)]
    return { at: this.#options.clock(), level: 'warn', job: null, said, took: null }
  }

  #add(line: string): void {
    try {
      if (this.#options.isReadOnly) this.#remember(line)
      else this.#lines.add(line)
    } catch {
      this.#remember(line) // the disk is full, or away: no work fails because of that
    }
  }

  #remember(line: string): void {
    this.#remembered.push(line)
    if (this.#remembered.length > MOST_REMEMBERED) this.#remembered.shift()
  }
}

function textOf(line: object, said: readonly PlainSentence[]): string {
  const text = JSON.stringify({ ...line, said })
  if (text.length <= LONGEST) return text
  const message = `${inEnglish(said[0])} ${said.slice(1).map(inEnglish).join(' ').slice(0, CUT_TO)} …`
  return JSON.stringify({ ...line, error: undefined, message, said: [verbatim(message)] })
}

/** None for a line that was cut off, or that another version wrote otherwise. */
function entriesIn(text: string): LogEntry[] {
  const line = lineIn(text)
  if (line === undefined) return []
  const { time, level, job, kind, seconds, said } = line
  return [
    {
      at: Date.parse(time),
      level,
      job: job === undefined || kind === undefined ? null : { id: job, kind },
      said,
      took: seconds === undefined ? null : seconds * 1000,
    },
  ]
}

function lineIn(text: string): z.infer<typeof Line> | undefined {
  try {
    return Line.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
