/** @file Image encoders that do harm: valid files which never come to an end, or fill the memory. Small, drawn here. */
import { encodeModel } from '../../../main/math/onnx/onnx-write.ts'
import { GraphBuilder, type Value } from '../../../main/model/onnx/builder.ts'

/** Pixels a side of their pictures. */
export const HOSTILE_SIDE = 6

/** Numbers a turn: 1 GB as float32. */
const MANY = 250_000_000

export interface Harm {
  /** Turns without an end begin for pictures whose mean is above this (0 .. 255); -1 for all. */
  above: number
  /** Each turn takes a gigabyte. */
  isGreedy?: boolean
}

/** Mean colours as features, after a loop that goes on for ever. */
export function endlessEncoder({ above, isGreedy = false }: Harm): Uint8Array {
  const graph = new GraphBuilder('encoder')
  const image = graph.input('image', 'uint8', ['batch', 3, HOSTILE_SIDE, HOSTILE_SIDE])
  const x = graph.node('Cast', [image], { to: { int: 1 } })
  const colours = graph.node('Flatten', [graph.node('GlobalAveragePool', [x])], { axis: { int: 1 } })
  const mean = graph.node('ReduceMean', [x], { keepdims: { int: 0 } })
  const begins = graph.node('Greater', [mean, graph.floats('above', [], Float32Array.of(above))])
  const unlimited: Value = { name: '' }
  const features = graph.node('Loop', [unlimited, begins, colours], { body: { graph: turn(isGreedy) } })
  graph.output('features', features, 'float32', ['batch', 3])
  return encodeModel({ graph: graph.build(), operatorSets: { '': 14 } })
}

function turn(isGreedy: boolean) {
  const body = new GraphBuilder('turn')
  body.input('number', 'int64', [])
  const goes = body.input('goes', 'bool', [])
  const state = body.input('state', 'float32', ['batch', 3])
  body.output('still goes', goes, 'bool', [])
  const zeros = isGreedy
    ? body.node('ReduceMax', [body.node('ConstantOfShape', [body.integers('many', [MANY])])], {
        keepdims: { int: 0 },
      })
    : body.floats('zero', [], Float32Array.of(0))
  body.output('next', body.node('Add', [state, zeros]), 'float32', ['batch', 3])
  return body.build()
}
