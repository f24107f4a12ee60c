/**
 * @file A backbone as programs elsewhere run it: what the library would keep of each picture, whatever the number of crops it looks at, and beside
 * it what a head makes of that.
 */
import type { Model } from '../../math/onnx/onnx-graph.ts'
import { GraphBuilder } from './builder.ts'
import { append, cut, renamed } from './join.ts'

interface Level {
  readonly name: string
  readonly dimensions: number
}

/**
 * `pixels` uint8 [n * crops, side, side, 3], the crops of a picture one after the other -> each level [n, dimensions].
 * @throws AppError `bad-input` when the backbone has not all levels
 */
export function levelsGraph(backbone: Model, levels: readonly Level[], crops: number): Model {
  const names = new Set(levels.map(({ name }) => name))
  const needed = { ...backbone, graph: cut(backbone.graph, [...names]) }
  if (crops === 1) return needed
  const ofCrop = (name: string): string => (names.has(name) ? `${name} of a crop` : name)
  const graph = new GraphBuilder('crops')
  const shares = graph.floats('shares', [1, crops], new Float32Array(crops).fill(1 / crops))
  for (const { name, dimensions } of levels) {
    const each = graph.input(ofCrop(name), 'float32', ['crops', dimensions])
    const together = graph.node('Reshape', [each, graph.integers('shape', [-1, crops, dimensions])])
    const mean = graph.node('MatMul', [shares, together])
    const flat = graph.node('Reshape', [mean, graph.integers('shape', [-1, dimensions])])
    graph.output(name, flat, 'float32', ['n', dimensions])
  }
  const wires = Object.fromEntries(levels.map(({ name }) => [ofCrop(name), ofCrop(name)]))
  const averaged = { graph: graph.build(), operatorSets: {} }
  return append({ ...needed, graph: renamed(needed.graph, ofCrop) }, averaged, wires)
}

/** Both in one graph; the second one's pictures are its last input. @param keep outputs of the first that the whole gives out as well */
export function sideBySide(first: Model, second: Model, keep: readonly string[]): Model {
  return append(first, second, {}, keep)
}
