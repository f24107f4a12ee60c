/** @file What a training asks of the world around it. Who computes knows neither a file system nor who carries its messages. */
import type { Checkpoints } from '../../../learn/training/checkpoint.ts'
import type { Teacher } from '../../../learn/strategies/strategy.ts'
import type { Matrix } from '../../../math/matrix.ts'
import type { TrainingProgress } from '../thread/train-protocol.ts'

export interface TrainingHost {
  signal: AbortSignal
  report: (progress: TrainingProgress) => void
  /** Where the training goes on and where its states are kept, if anywhere. */
  checkpoints?: Checkpoints | undefined
  /** Undefined where nothing is known of photos without a label. */
  teacher?: TrainingTeacher | undefined
  /** The bytes of the shipped network. @throws AppError `backend-unavailable` */
  shippedWeights: () => Promise<Uint8Array>
}

/** Says what photos without a label are likely to be, from what the whole library looks like. */
export interface TrainingTeacher {
  /**
   * @param known photos whose labels count
   * @param wanted photos of which something is to be said
   * @returns [wanted, classes + 1], rows sum to 1, or to 0 where nothing can be said
   */
  targets: (teacher: Teacher, known: Int32Array, wanted: Int32Array) => Matrix | Promise<Matrix>
  /** @returns [wanted] the class that each is all but certain to have, or -1 */
  sure: (known: Int32Array, wanted: Int32Array) => Int32Array | Promise<Int32Array>
}
