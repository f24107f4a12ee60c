/** @file Progress on standard error: a bar that redraws itself on a terminal, now and then a line elsewhere. */
import type { JobKind, JobStage } from '../../../shared/jobs.ts'
import type { JobRecord, Progress } from '../../../shared/domain.ts'
import { duration, number } from './text.ts'

/** Between two lines of the same stage where there is no terminal. */
const LINE_EVERY_MS = 10_000
const BAR_CELLS = 24
/** Where a terminal does not know its width. */
const USUAL_COLUMNS = 80

export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #stage: JobStage | undefined
  #lineAt = Number.NEGATIVE_INFINITY
  #drawn = false

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  show({ kind, state, progress }: JobRecord): void {
    if (state !== 'running' || progress === null) return
    if (this.#stream.isTTY) this.#draw(progress)
    else this.#writeLine(kind, progress)
  }

  /** Takes the bar away before other text is written. */
  clear(): void {
    if (this.#drawn) this.#stream.write('\r\u001b[K')
    this.#drawn = false
  }

  #draw(progress: Progress): void {
    const { done, total } = progress
    const share = total === null || total === 0 ? 0 : Math.min(1, done / total)
    const filled = Math.round(share * BAR_CELLS)
    const bar = total === null ? '' : ` [${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}]`
    const line = `${progress.stage}${bar} ${figures(progress)}`.slice(
      0,
      (this.#stream.columns || USUAL_COLUMNS) - 1,
    )
    this.#stream.write(`\r${line}\u001b[K`)
    this.#drawn = true
  }

  #writeLine(kind: JobKind, progress: Progress): void {
    const now = Date.now()
    if (progress.stage === this.#stage && now - this.#lineAt < LINE_EVERY_MS) return
    this.#stage = progress.stage
    this.#lineAt = now
    this.#stream.write(`${kind}: ${progress.stage} ${figures(progress)}\n`)
  }
}

function figures({ done, total, perSecond, secondsLeft, figures: measured }: Progress): string {
  const whole = number(Math.floor(done)) // a part of one moves the bar alone
  const parts = [total === null ? whole : `${whole}/${number(total)}`]
  if (perSecond !== null && perSecond > 0) parts.push(`${number(perSecond)}/s`)
  if (secondsLeft !== null) parts.push(`${duration(secondsLeft)} left`)
  if (measured?.loss !== undefined) parts.push(`loss ${number(measured.loss)}`)
  return parts.join(', ')
}
