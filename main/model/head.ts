/**
 * @file The Siamese head: pyramid levels in, a unit vector of 128 numbers out. Its parameters lie in one flat vector, so
 * that an optimiser is one loop and an artifact one block of bytes. [Note: starts at the baseline] The top level's
 * projection is the PCA of all photos, every other lateral projection and the attention's gate are zero: before the first
 * step the embedding is exactly the PCA of the raw features, and training can only add to it.
 */
import type { AttentionForm } from '../../shared/domain.ts'
import type { Matrix } from '../math/matrix.ts'
import { layBlocks, parameterCount, type Network, type ParameterBlock } from '../math/network.ts'
import type { Random } from '../math/random.ts'
import type { Tensor, Tensor2D, TensorFlow } from '../math/tensorflow.ts'
import { channelAttention, matrixAttention } from './attention.ts'
import { fusePyramid } from './pyramid.ts'

/** Numbers in an embedding. 128 principal components hold nearly all of the raw features' variance. */
export const EMBEDDING_WIDTH = 128
/** Channel groups of the attention: 8 bands of 16 principal components. */
const ATTENTION_GROUPS = 8
export interface HeadShape {
  /** Bottom (least abstract) first; the last is the top, from which the baseline starts. */
  levels: readonly { name: string; dimensions: number }[]
  attention: AttentionForm
}

/** The principal axes of the top level: see math/pca.ts. */
export interface Projection {
  /** [d] */
  mean: Float32Array
  /** [at most 128, d] */
  components: Matrix
}

export interface Head extends Network {
  readonly shape: HeadShape
}

export function createHead(shape: HeadShape): Head {
  const blocks = parameterBlocks(shape)
  const position = new Map(blocks.map((block, index) => [block.name, index]))
  const attended = (tf: TensorFlow, named: (name: string) => Tensor, fused: Tensor2D): Tensor2D => {
    const weights = {
      query: named('attention/query'),
      key: named('attention/key'),
      value: named('attention/value'),
      place: named('attention/place'),
      gate: named('attention/gate'),
    }
    const attend = shape.attention === 'gate' ? channelAttention : matrixAttention
    return attend(tf, fused, weights, ATTENTION_GROUPS)
  }
  const project: Head['project'] = (tf, parameters, levels) =>
    tf.tidy(() => {
      const named = (name: string): Tensor => parameters[position.get(name) ?? -1]
      const laterals = shape.levels.map((level) => named(`lateral/${level.name}`))
      const fused = fusePyramid(tf, [...levels], laterals, named('bias'))
      return shape.attention === 'off' ? fused : attended(tf, named, fused)
    })
  const first: Head['first'] = {
    blocks: shape.levels.length,
    project: (tf, parameters, product) =>
      tf.tidy(() => {
        const named = (name: string): Tensor => parameters[position.get(name) ?? -1]
        const fused = tf.add<Tensor2D>(product, named('bias'))
        return shape.attention === 'off' ? fused : attended(tf, named, fused)
      }),
  }
  return { width: EMBEDDING_WIDTH, shape, blocks, project, first }
}

/** The parameters before training, as one flat vector: see [Note: starts at the baseline]. */
export function initialParameters(head: Head, projection: Projection, random: Random): Float32Array {
  const flat = new Float32Array(parameterCount(head.blocks))
  const block = (name: string): Float32Array => {
    const found = head.blocks.find((candidate) => candidate.name === name)
    return found === undefined ? new Float32Array(0) : flat.subarray(found.offset, found.offset + found.size)
  }
  const top = head.shape.levels[head.shape.levels.length - 1]
  fillProjection(block(`lateral/${top.name}`), block('bias'), projection)
  const depth = EMBEDDING_WIDTH / ATTENTION_GROUPS
  // A fused vector has a norm of about 1, a group of about 1 / sqrt(groups): queries and keys then start with a norm near 1.
  // One query sees the whole vector, in the matrix form each group's own part of it.
  const queryNorm = head.shape.attention === 'matrix' ? ATTENTION_GROUPS : 1
  fillNormal(block('attention/query'), Math.sqrt(queryNorm / depth), random)
  fillNormal(block('attention/key'), Math.sqrt(ATTENTION_GROUPS / depth), random)
  fillNormal(block('attention/place'), 1 / Math.sqrt(depth), random)
  fillIdentity(block('attention/value'), depth)
  return flat
}

function parameterBlocks({ levels, attention }: HeadShape): ParameterBlock[] {
  const depth = EMBEDDING_WIDTH / ATTENTION_GROUPS
  const shapes: [string, number[]][] = levels.map(({ name, dimensions }) => [
    `lateral/${name}`,
    [dimensions, EMBEDDING_WIDTH],
  ])
  shapes.push(['bias', [EMBEDDING_WIDTH]])
  if (attention !== 'off') {
    shapes.push(
      ['attention/query', [attention === 'matrix' ? depth : EMBEDDING_WIDTH, depth]],
      ['attention/key', [depth, depth]],
      ['attention/value', [depth, depth]],
      ['attention/place', [ATTENTION_GROUPS, depth]],
      ['attention/gate', [1]],
    )
  }
  return layBlocks(shapes)
}

/** x -> components . (x - mean), written as a matrix [d, 128] and a bias; missing components stay zero. */
function fillProjection(weights: Float32Array, bias: Float32Array, { mean, components }: Projection): void {
  for (let component = 0; component < components.rows; component += 1) {
    let shift = 0
    for (let i = 0; i < components.columns; i += 1) {
      const weight = components.data[component * components.columns + i]
      weights[i * EMBEDDING_WIDTH + component] = weight
      shift -= weight * mean[i]
    }
    bias[component] = shift
  }
}

function fillNormal(values: Float32Array, deviation: number, random: Random): void {
  for (let i = 0; i < values.length; i += 1) values[i] = deviation * random.normal()
}

function fillIdentity(values: Float32Array, size: number): void {
  for (let i = 0; i < values.length; i += size + 1) values[i] = 1
}
