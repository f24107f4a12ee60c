/** @file Takes graphs apart and puts them together: cut to what some outputs need, more outputs, one graph behind another. */
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Attribute, Graph, GraphNode, GraphValue, Model } from '../../math/onnx/onnx-graph.ts'

/**
 * The part of the graph that computes these of its outputs; inputs stay, also those that nothing reads any more.
 * @throws AppError `bad-input` when there is no such output.
 */
export function cut(graph: Graph, outputs: readonly string[]): Graph {
  const kept = outputs.map((name) => {
    const found = graph.outputs.find((output) => output.name === name)
    if (found === undefined) throw new AppError('bad-input', sentence('unfit-no-output', { name }))
    return found
  })
  const needed = new Set(outputs)
  const nodes: GraphNode[] = []
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue
    nodes.push(node)
    for (const name of namesRead(node)) needed.add(name)
  }
  return {
    ...graph,
    outputs: kept,
    nodes: nodes.reverse(),
    initializers: (graph.initializers ?? []).filter(({ name }) => needed.has(name)),
  }
}

/** Gives a value from inside the graph out as well. @throws AppError `bad-input` when the graph makes no such value. */
export function withOutput(graph: Graph, output: GraphValue): Graph {
  if (!namesMade(graph).has(output.name)) {
    throw new AppError('bad-input', sentence('unfit-no-value', { name: output.name }))
  }
  if (graph.outputs.some(({ name }) => name === output.name)) return graph
  return { ...graph, outputs: [...graph.outputs, output] }
}

/**
 * The second model reads what the first one gives. Names of the second one's insides that collide are changed; the names of
 * its outputs must be free.
 * @param wires input of the second -> output of the first; inputs of the second without a wire become inputs of the whole.
 * @param keep outputs of the first that the whole gives out as well
 * @throws AppError `bad-input` when a wire has no end, an output's name is taken, or the operators do not go together.
 */
export function append(
  first: Model,
  second: Model,
  wires: Readonly<Record<string, string>>,
  keep: readonly string[] = [],
): Model {
  const made = namesMade(first.graph)
  const wired = new Map(Object.entries(wires))
  for (const [input, output] of wired) {
    if (!made.has(output)) throw new AppError('bad-input', sentence('unfit-gives-none', { name: output }))
    if (!second.graph.inputs.some(({ name }) => name === input)) {
      throw new AppError('bad-input', sentence('unfit-takes-none', { name: input }))
    }
  }
  const fixed = new Set(second.graph.outputs.map(({ name }) => name))
  for (const name of fixed) {
    if (made.has(name)) throw new AppError('bad-input', sentence('unfit-name-twice', { name }))
  }
  const free = freeNames(made, namesMade(second.graph))
  const appended = renamed(second.graph, (name) => wired.get(name) ?? (fixed.has(name) ? name : free(name)))
  const open = appended.inputs.filter((_, index) => !wired.has(second.graph.inputs[index].name))
  return {
    ...first,
    operatorSets: togetherOf(first.operatorSets, second.operatorSets),
    metadata: { ...first.metadata, ...second.metadata },
    functions: [...(first.functions ?? []), ...(second.functions ?? [])],
    fileFormat: Math.max(first.fileFormat ?? 0, second.fileFormat ?? 0),
    graph: {
      name: first.graph.name,
      inputs: [...first.graph.inputs, ...open],
      outputs: [...first.graph.outputs.filter(({ name }) => keep.includes(name)), ...appended.outputs],
      nodes: [...first.graph.nodes, ...appended.nodes],
      initializers: [...(first.graph.initializers ?? []), ...(appended.initializers ?? [])],
    },
  }
}

/** The same graph with other names; bodies of loops and branches see the outer names, and so change along. */
export function renamed(graph: Graph, rename: (name: string) => string): Graph {
  const named = <T extends { name: string }>(value: T): T => ({ ...value, name: rename(value.name) })
  // '' is an input that was left out.
  const nameOf = (name: string): string => (name === '' ? '' : rename(name))
  const attributeOf = (attribute: Attribute): Attribute =>
    'graph' in attribute ? { graph: renamed(attribute.graph, rename) } : attribute
  return {
    ...graph,
    inputs: graph.inputs.map(named),
    outputs: graph.outputs.map(named),
    initializers: (graph.initializers ?? []).map(named),
    nodes: graph.nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(nameOf),
      outputs: node.outputs.map(nameOf),
      attributes: Object.fromEntries(
        Object.entries(node.attributes ?? {}).map(([key, attribute]) => [key, attributeOf(attribute)]),
      ),
    })),
  }
}

/** All names that stand for something in the graph, its bodies included. */
export function namesMade(graph: Graph): Set<string> {
  const names = new Set([...graph.inputs, ...(graph.initializers ?? [])].map(({ name }) => name))
  for (const node of graph.nodes) {
    for (const name of node.outputs) names.add(name)
    for (const body of bodies(node)) for (const name of namesMade(body)) names.add(name)
  }
  return names
}

function namesRead(node: GraphNode): string[] {
  return [
    ...node.inputs,
    ...bodies(node).flatMap((body) => [
      ...body.nodes.flatMap((inner) => namesRead(inner)),
      ...body.outputs.map(({ name }) => name),
    ]),
  ]
}

function bodies({ attributes }: GraphNode): Graph[] {
  return Object.values(attributes ?? {}).flatMap((each) => ('graph' in each ? [each.graph] : []))
}

/** A name that neither graph has, for each that both have; the same one whenever it is asked for. */
function freeNames(taken: ReadonlySet<string>, own: ReadonlySet<string>): (name: string) => string {
  const given = new Map<string, string>()
  const used = new Set([...taken, ...own])
  return (name) => {
    if (!taken.has(name)) return name
    const known = given.get(name)
    if (known !== undefined) return known
    let number = 2
    while (used.has(`${name}_${number}`)) number += 1
    const fresh = `${name}_${number}`
    used.add(fresh)
    given.set(name, fresh)
    return fresh
  }
}

/** What we build (builder.ts) means the same in every operator set, and names none; files that name one must agree. */
function togetherOf(
  first: Readonly<Record<string, number>>,
  second: Readonly<Record<string, number>>,
): Record<string, number> {
  for (const [domain, version] of Object.entries(second)) {
    if ((first[domain] ?? version) !== version) {
      const whose = domain === '' ? 'ONNX' : domain
      throw new AppError('bad-input', sentence('unfit-operators', { domain: whose }))
    }
  }
  return { ...second, ...first }
}
