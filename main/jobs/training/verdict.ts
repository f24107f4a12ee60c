/** @file The verdict on a training: whether its version is used, and one sentence that says why, with the figures. */
import { headVerdict, type HeadComparison, type HeadVerdict } from '../../../shared/head-verdict.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { BlendChoice } from '../../learn/training/blend.ts'
import type { HeadId } from '../../store/types/index.ts'
import type { Incumbent } from './incumbent.ts'

export function compareWith({ weight, metrics }: BlendChoice, incumbent: Incumbent): HeadComparison {
  return {
    weight,
    logLoss: metrics.blendLogLoss,
    accuracy: metrics.blendAccuracy,
    incumbentLogLoss: incumbent.logLoss,
    incumbentAccuracy: incumbent.accuracy,
  }
}

/** @param judged photos that both were judged on @param head null for a network that is not stored */
export function verdictNote(compared: HeadComparison, judged: number, head: HeadId | null): Sentence {
  const verdict = headVerdict(compared)
  const values = {
    better: Math.round(compared.accuracy * judged),
    before: Math.round(compared.incumbentAccuracy * judged),
    all: judged,
  }
  return head === null ? sentence('network-not-kept', values) : sentence(KEYS[verdict], { head, ...values })
}

const KEYS = {
  helps: 'trained-helps',
  surer: 'trained-surer',
  useless: 'trained-useless',
  worse: 'trained-worse',
} as const satisfies Record<HeadVerdict, string>
