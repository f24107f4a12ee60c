/**
 * @file The classes that a backbone was trained on: its own last layer, applied to features that are cached already. It names
 * what a person has not named yet. Where the class names are from: resources/backbones/README.md.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { fromFloat16 } from '../math/float16.ts'
import type { Graph } from '../math/onnx/onnx-graph.ts'
import { row, type Matrix } from '../math/matrix.ts'
import { softmax } from '../math/statistics.ts'
import type { Language } from '../../shared/languages.ts'
import { AppError } from '../../shared/errors.ts'
import { readModel } from './onnx/read.ts'

export interface ImageNetClassifier {
  /** [classes, dimensions] row by row */
  readonly weights: Float32Array
  /** [classes] */
  readonly bias: Float32Array
}

/** Less than this, on average over the photos, is no more than a guess. */
const LEAST_PROBABILITY = 0.08

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
 * What most of these photos are to the classifier, likeliest first.
 * @param names [classes]
 * @param features [n, dimensions] as the backbone gave them, not normalised.
 * @returns at most `count` different names, none where nothing stands out.
 */
export function likeliestNames(
  { weights, bias }: ImageNetClassifier,
  names: readonly string[],
  features: Matrix,
  count: number,
): string[] {
  if (bias.length !== names.length) {
    throw new AppError('internal', `The classifier does not fit its ${names.length} class names.`)
  }
  if (features.columns * names.length !== weights.length) {
    throw new AppError('internal', `The classifier does not read ${features.columns} features.`)
  }
  const total = new Map<string, number>()
  for (let i = 0; i < features.rows; i += 1) {
    const probabilities = softmax(logitsOf(row(features, i), weights, bias))
    // Two classes of ImageNet may share a name (the bird and the machine "crane").
    for (const [c, name] of names.entries()) total.set(name, (total.get(name) ?? 0) + probabilities[c])
  }
  return [...total]
    .filter(([, sum]) => sum / features.rows >= LEAST_PROBABILITY)
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name]) => name)
}

function logitsOf(feature: Float32Array, weights: Float32Array, bias: Float32Array): Float64Array {
  return Float64Array.from(bias, (offset, c) => {
    let sum = offset
    for (let j = 0; j < feature.length; j += 1) sum += feature[j] * weights[c * feature.length + j]
    return sum
  })
}

function float16Tensor({ initializers = [] }: Graph, name: string): Float32Array {
  const found = initializers.find((tensor) => tensor.name === name)
  if (found?.type === 'float16') return fromFloat16(found.data)
  throw new AppError('internal', `The network holds no weights named ${name}.`)
}
