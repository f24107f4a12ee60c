/**
 * @file The classes that a backbone was trained on: its own last layer, applied to features that are cached already. It names
 * what a person has not named yet. Where the class names are from: resources/backbones/README.md.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { fromFloat16 } from '../math/float16.ts'
import type { Graph } from '../math/onnx/onnx-graph.ts'
import { matrix, row, type Matrix } from '../math/matrix.ts'
import { multiplyTransposed, type LongWork } from '../math/products/products.ts'
import { softmax } from '../math/statistics.ts'
import type { Language } from '../../shared/languages.ts'
import { AppError } from '../../shared/errors.ts'

export interface ImageNetClassifier {
  /** [classes, dimensions] row by row */
  readonly weights: Float32Array
  /** [classes] */
  readonly bias: Float32Array
}

/**
 * The last layer of a backbone (a Gemm with its weights transposed). It is read from the file with float16 weights, also for
 * the int8 twin: the features of both are the same but for rounding.
 * @param resources absolute path of the folder `resources/`.
 */
export async function readImageNetClassifier(
  backbone: string,
  resources: string,
): Promise<ImageNetClassifier> {
  const file = path.join(resources, 'backbones', `${backbone.replace(/-int8$/, '-fp16')}.onnx`)
  const { readModel } = await import('./onnx/read.ts')
  const { graph } = readModel(await readFile(file))
  const weights = float16Tensor(graph, 'm._fc.weight_h')
  return { weights, bias: float16Tensor(graph, 'm._fc.bias_h') }
}

/** [classes], in the order of the classifier's. */
export async function readImageNetNames(resources: string, language: Language): Promise<string[]> {
  const list = await readFile(path.join(resources, 'locales', language, 'imagenet-classes.json'), 'utf8')
  return z.array(z.string()).parse(JSON.parse(list))
}

/**
 * What each photo is to the classifier.
 * @param features [n, dimensions] as the backbone gave them, not normalised.
 * @returns [n, classes], rows that sum to 1
 * @throws AppError `internal` for features of another backbone; `cancelled`
 */
export async function classProbabilities(
  { weights, bias }: ImageNetClassifier,
  features: Matrix,
  work: LongWork = {},
): Promise<Matrix> {
  if (features.columns * bias.length !== weights.length) {
    throw new AppError('internal', `The classifier does not read ${features.columns} features.`)
  }
  const logits = await multiplyTransposed(features, matrix(bias.length, features.columns, weights), work)
  const scores = new Float64Array(bias.length)
  for (let i = 0; i < logits.rows; i += 1) {
    const values = row(logits, i)
    for (let c = 0; c < scores.length; c += 1) scores[c] = values[c] + bias[c]
    values.set(softmax(scores))
  }
  return logits
}

function float16Tensor({ initializers = [] }: Graph, name: string): Float32Array {
  const found = initializers.find((tensor) => tensor.name === name)
  if (found?.type === 'float16') return fromFloat16(found.data)
  throw new AppError('internal', `The network holds no weights named ${name}.`)
}
