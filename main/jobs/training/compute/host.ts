/**
 * @file What a training needs from its caller, so that the computing code depends on no file system and no message channel.
 */
import type { Checkpoints } from '../../../learn/training/checkpoint.ts'
import type { Teacher } from '../../../learn/strategies/strategy.ts'
import type { Matrix } from '../../../math/matrix.ts'
import type { TrainingProgress } from '../thread/train-protocol.ts'

export interface TrainingHost {
  signal: AbortSignal
  report: (progress: TrainingProgress) => void
  /** The state to continue from, and where states are saved, if anywhere. */
  checkpoints?: Checkpoints | undefined
  /** Undefined where nothing can be said about photos without a label. */
  teacher?: TrainingTeacher | undefined
  /** The bytes of the shipped network. @throws AppError `backend-unavailable` */
  shippedWeights: () => Promise<Uint8Array>
}

/** Gives likely classes for photos without a label, from all photos of the library. */
export interface TrainingTeacher {
  /**
   * @param labelled photos whose labels are used
   * @param wanted photos that the result is for
   * @returns [wanted, classes + 1], rows sum to 1, or to 0 where nothing can be said
   */
  targets: (teacher: Teacher, labelled: Int32Array, wanted: Int32Array) => Matrix | Promise<Matrix>
  /** @returns [wanted] the class that each has almost certainly, or -1 */
  pseudoLabels: (labelled: Int32Array, wanted: Int32Array) => Int32Array | Promise<Int32Array>
}
