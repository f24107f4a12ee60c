/** @file Embeds photos with a stored head: the head's own preprocessing, then its network. */
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Matrix } from '../math/matrix.ts'
import { embedRows, rowRange } from '../math/network.ts'
import type { TensorFlow } from '../math/tensorflow.ts'
import { decodeArtifact } from './artifact.ts'
import type { Head } from './head.ts'
import { preprocessorOf } from './preprocess.ts'

export interface NamedLevel {
  /** The backbone's output, e.g. `stage5`. */
  name: string
  /** [n, d] as the backbone gave it, not preprocessed */
  matrix: Matrix
}

/**
 * @param levels at least those that the head was trained on, in any order
 * @returns [n, 128], rows L2-normalised. Leaves no tensor behind.
 * @throws AppError `bad-input` when a level is missing or has another width, `library-damaged` as decodeArtifact
 */
export function embedWithHead(tf: TensorFlow, artifact: Uint8Array, levels: readonly NamedLevel[]): Matrix {
  const { head, means, parameters } = decodeArtifact(artifact)
  return embedLevels(tf, head, parameters, means, levelsOf(head, levels))
}

/** As above, for a head at hand; `levels` in the head's order. */
export function embedLevels(
  tf: TensorFlow,
  head: Head,
  parameters: Float32Array,
  means: readonly Float32Array[],
  levels: readonly Matrix[],
): Matrix {
  const preprocessors = means.map((mean) => preprocessorOf(mean))
  return embedRows(tf, head, parameters, levels[0].rows, (from, to) =>
    levels.map((level, index) => preprocessors[index].apply([rowRange(level, from, to)])),
  )
}

/** The levels that the head wants, in its order. */
export function levelsOf(head: Pick<Head, 'shape'>, levels: readonly NamedLevel[]): Matrix[] {
  return head.shape.levels.map(({ name, dimensions }) => {
    const found = levels.find((level) => level.name === name)?.matrix
    if (found?.columns !== dimensions) {
      throw new AppError('bad-input', sentence('head-needs-level', { level: name, count: dimensions }))
    }
    return found
  })
}
