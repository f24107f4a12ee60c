/**
 * @file Writes a graph node by node. Only operators that mean the same in every operator set from 11 on are offered by name
 * here and in layers.ts, so that what is built can be joined to a file of whatever exporter.
 */
import {
  tensorOf,
  type Attribute,
  type Dimension,
  type ElementName,
  type Graph,
} from '../../math/onnx/onnx-graph.ts'
import type { GraphNode, GraphValue, Tensor } from '../../math/onnx/onnx-graph.ts'

/** Something that a graph computes, takes in or holds. */
export interface Value {
  readonly name: string
}

export class GraphBuilder {
  readonly #name: string
  readonly #nodes: GraphNode[] = []
  readonly #constants: Tensor[] = []
  readonly #inputs: GraphValue[] = []
  readonly #outputs: GraphValue[] = []
  readonly #taken = new Set<string>()

  constructor(name: string) {
    this.#name = name
  }

  input(name: string, type: ElementName, shape: readonly Dimension[]): Value {
    this.#inputs.push({ name: this.#take(name), type, shape })
    return { name }
  }

  /** @param name a hint: a number is added where it is taken. */
  floats(name: string, shape: readonly number[], data: Float32Array): Value {
    return this.#constant(tensorOf(this.#free(name), shape, data))
  }

  /** Whole numbers in a row (shape, axes, indices), or a single one without a shape. */
  integers(name: string, values: readonly number[] | number): Value {
    const list = typeof values === 'number' ? [values] : values
    const shape = typeof values === 'number' ? [] : [list.length]
    return this.#constant(tensorOf(this.#free(name), shape, BigInt64Array.from(list, BigInt)))
  }

  /** A node with one output. */
  node(operator: string, inputs: readonly Value[], attributes: Record<string, Attribute> = {}): Value {
    const value = { name: this.#take(this.#free(operator.toLowerCase())) }
    this.#nodes.push({
      operator,
      inputs: inputs.map(({ name }) => name),
      outputs: [value.name],
      attributes,
    })
    return value
  }

  /** Gives a value out under a name of its own. */
  output(name: string, value: Value, type: ElementName, shape: readonly Dimension[]): void {
    this.#outputs.push({ name: this.#take(name), type, shape })
    this.#nodes.push({ operator: 'Identity', inputs: [value.name], outputs: [name] })
  }

  build(): Graph {
    return {
      name: this.#name,
      inputs: [...this.#inputs],
      outputs: [...this.#outputs],
      nodes: [...this.#nodes],
      initializers: [...this.#constants],
    }
  }

  #constant(tensor: Tensor): Value {
    this.#constants.push(tensor)
    return { name: this.#take(tensor.name) }
  }

  #free(hint: string): string {
    if (!this.#taken.has(hint)) return hint
    let number = 2
    while (this.#taken.has(`${hint}_${number}`)) number += 1
    return `${hint}_${number}`
  }

  /** @throws RangeError for a name that is given already. */
  #take(name: string): string {
    if (this.#taken.has(name)) throw new RangeError(`The graph has a value named ${name} already.`)
    this.#taken.add(name)
    return name
  }
}
