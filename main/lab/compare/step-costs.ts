/**
 * @file How the parts of a step grow with what there is to do. In seconds, of a computer with two busy cores; but each computer's own
 * pace is measured, so that the shares count and not the seconds: of one size to another for what was measured, of one part to another
 * for what was not. Fitted to 505 photos of 9 classes and 1,502 of 24, with 44 to 478 labels. Each of four sets (505 to 1,502 photos, 5
 * and 20 labels a class) was told by the other three as 0.89, 0.99, 1.00 and 1.22 of the processor time that it took. Pure.
 */
import { isBaseline, type CompareName } from '../../../shared/contract/compare.ts'
import { DeepNetworkName } from '../../../shared/domain.ts'
import type { StepPart, StepSize } from '../../jobs/training/kept-times.ts'
import { trainingPlan } from '../../learn/training/training-plan.ts'

type StepKind = 'untrained' | 'head' | DeepNetworkName

export function kindOf(strategy: CompareName): StepKind {
  if (isBaseline(strategy)) return 'untrained'
  return DeepNetworkName.safeParse(strategy).data ?? 'head'
}

export function costOf(part: StepPart, strategy: CompareName, size: StepSize): number {
  if (part === 'starting') return STARTING
  return part === 'training' ? trainingCost(kindOf(strategy), size) : readingCost(strategy, size)
}

/** A process that loads TensorFlow.js; its inputs are copied in less. */
const STARTING = 4

/** What is trained goes through the labels again and again, and in the end once through all photos. */
function trainingCost(kind: StepKind, { labels, photos }: StepSize): number {
  switch (kind) {
    case 'fine-tune':
      return 20 + 0.6 * (labels + photos / 25)
    case 'cnn':
    case 'siamese-cnn':
      return 0.4 * (labels + photos / 100)
    case 'head':
      return 1.5 + 0.75 * trainingPlan(labels).stepsPerEpoch + 0.0146 * labels + photos / 2000
    case 'untrained':
      return 0
  }
}

/** `ridge` solves equations as large as a photo has numbers, however many photos there are. */
function readingCost(strategy: CompareName, { photos }: StepSize): number {
  if (strategy === 'ridge') return 4 + photos / 3000
  return isBaseline(strategy) ? 0.3 + photos / 1000 : 0.05 + photos / 3000
}
