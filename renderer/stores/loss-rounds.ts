/**
 * @file The loss as it comes in while a network trains. The training has several rounds of equal length: one for each part
 * of the labels that is held back to judge it, and a last one with all labels, which may be shorter. Pure.
 */
import type { JobRecord, Progress } from '../../shared/domain.ts'

export interface LossPoint {
  /** From 1 upwards, within the round. */
  readonly epoch: number
  readonly loss: number
}
export interface LossRound {
  /** From 1 upwards. */
  readonly number: number
  readonly points: readonly LossPoint[]
}

/** As the head has it: three parts of the labels, each held back once (main/learn/training/train-head.ts), and the round with all of them. */
const USUAL_ROUNDS = 4

/** How many rounds there will be: a network from the pictures holds back a single part. */
export function roundsOf(progress: Pick<Progress, 'figures'> | null | undefined): number {
  return progress?.figures?.rounds ?? USUAL_ROUNDS
}

export class LossRecorder {
  #job: number | undefined
  #rounds: LossRound[] = []

  /** @returns the rounds so far; the same array when the record says nothing new. */
  take({ id, progress }: Pick<JobRecord, 'id' | 'progress'>): readonly LossRound[] {
    if (id !== this.#job) {
      this.#job = id
      this.#rounds = []
    }
    const loss = progress?.figures?.loss
    if (progress === null || loss === undefined || progress.done < 1) return this.#rounds
    const rounds = roundsOf(progress)
    const length = Math.max(1, Math.round((progress.total ?? 0) / rounds))
    const number = Math.min(rounds, Math.ceil(progress.done / length))
    const epoch = progress.done - (number - 1) * length
    const current = this.#rounds.find((round) => round.number === number)
    if (current?.points.some((point) => point.epoch === epoch)) return this.#rounds
    const points = [...(current?.points ?? []), { epoch, loss }]
    this.#rounds = [...this.#rounds.filter((round) => round.number !== number), { number, points }]
    return this.#rounds
  }
}
