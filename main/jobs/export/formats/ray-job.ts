/**
 * @file Export of a head as a folder that runs on a Ray cluster: the network, and a Python program (resources/ray) that gives it pictures of a
 * folder or bucket, decoded as we do, and writes a Parquet file. Reasons: docs/adr/0042. See [Note: what one photo cannot know].
 */
import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { ExportedNetwork } from '../../../../shared/contract/library.ts'
import { AppError } from '../../../../shared/errors.ts'
import { parseJson } from '../../../../shared/limits.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import type { Model } from '../../../math/onnx/onnx-graph.ts'
import { encodeModel } from '../../../math/onnx/onnx-write.ts'
import { loadTensorFlow } from '../../../model/backends/load.ts'
import { sumsProbe } from '../../../model/eight-bit-sums.ts'
import { withClassifier } from '../../../model/onnx/classifier-graph.ts'
import { levelsGraph, sideBySide } from '../../../model/onnx/levels-graph.ts'
import { graphOfHead, isDeep } from '../../../model/onnx/stored-head.ts'
import type { HeadRow, Store } from '../../../store/types/index.ts'
import { versionIn } from '../../library/installed-version.ts'
import { backboneOf, chosenHead, classifierOf, judgementOf, notesOf } from '../trained-head.ts'
import { assertCanTake, makeFolder, writeResult } from '../write-target.ts'
import type { ExportContext, Exported, ExportRequest } from './format.ts'

/** By which a folder is known as ours; the results carry both too. */
const FORMAT = 'twinsort-ray'
/** Raised when the meaning of the results changes. */
const VERSION = 1
const FACTS = 'network.json'

/**
 * @throws AppError as `writeOnnx`, and `bad-input` for several crops of a backbone that takes one picture at a time.
 */
export async function writeRayJob(
  { store, models, resources }: Pick<ExportContext, 'store' | 'models' | 'resources'>,
  { out, dryRun, head: wanted }: Pick<ExportRequest, 'out' | 'dryRun' | 'head'>,
): Promise<Exported & { network: ExportedNetwork }> {
  const head = chosenHead(store, wanted)
  const program = await programIn(path.join(resources, 'ray'))
  await assertMayFill(out, [...program.keys(), 'network.onnx', 'sums.onnx'])
  const { classifier, classes } = classifierOf(store, head, await models.embeddings(head.id))
  const { model, ...facts } = await wholeGraph({ store, resources }, head, classifier)
  const twinsort = versionIn(path.dirname(resources))
  const bytes = encodeModel(model)
  const told = { format: FORMAT, version: VERSION, head: head.id, ...facts, classes, twinsort }
  const files = new Map<string, Uint8Array | string>([
    ...program,
    ['sums.onnx', sumsProbe()],
    ['network.onnx', bytes],
    // Last: with it the folder is whole, and one that may be written again.
    [FACTS, `${JSON.stringify(told, null, 2)}\n`],
  ])
  if (dryRun) await assertCanTake(out)
  else {
    await makeFolder(out)
    for (const [name, content] of files) await writeResult(path.join(out, name), content)
  }
  const network = { ...judgementOf(head), classes, size: facts.size, bytes: bytes.length, twinsort }
  return { written: files.size, notes: [...notesOf(network), ...notesOfBackbones(store, head)], network }
}

/** The Python program and what is written about it. */
async function programIn(folder: string): Promise<Map<string, Uint8Array>> {
  const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile())
  const read = names.map(async ({ name }) => [name, await readFile(path.join(folder, name))] as const)
  return new Map(await Promise.all(read))
}

/** @throws AppError `conflict` when files of others have the names of ours. */
async function assertMayFill(out: string, names: readonly string[]): Promise<void> {
  if (await isOurs(path.join(out, FACTS))) return
  for (const name of [...names, FACTS]) {
    const file = path.join(out, name)
    const found = await stat(file).catch(() => undefined)
    if (found !== undefined) throw new AppError('conflict', sentence('target-not-ours', { file }))
  }
}

async function isOurs(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  try {
    return z.object({ format: z.literal(FORMAT) }).safeParse(parseJson(text)).success
  } catch {
    return false
  }
}

/** The backbone's levels as the library keeps them, the head's embedding and its probabilities, in one graph. */
async function wholeGraph(
  { store, resources }: Pick<ExportContext, 'store' | 'resources'>,
  head: HeadRow,
  classifier: Parameters<typeof withClassifier>[1],
) {
  const backbone = store.features.backbone(head.backboneId)
  if (backbone === undefined) throw new AppError('internal', 'The head has no backbone.')
  const { name, sha256, levels, crops } = backbone
  const file = await backboneOf(store, head, resources)
  if (crops.length > 1 && file.graph.inputs.at(0)?.shape.at(0) === 1)
    throw new AppError('bad-input', sentence('export-ray-one-by-one', { backbone: name }))
  const below = levelsGraph(file, levels, crops.length)
  const keep = levels.map((level) => level.name)
  const weights = store.heads.weights(head.id)
  // Nothing is computed by it: see [Note: recording].
  const { tf } = await loadTensorFlow('cpu')
  const facts = { backbone: name, backboneSha256: sha256, levels, crops, size: sideOf(file) }
  if (isDeep(weights)) {
    const deep = await graphOfHead(tf, weights, () => Promise.resolve(file), resources)
    const model = sideBySide(below, withClassifier(deep, classifier), keep)
    return { ...facts, headSize: sideOf(deep), model }
  }
  const embedder = await graphOfHead(tf, weights, () => Promise.resolve(below), resources, keep)
  return { ...facts, headSize: null, model: withClassifier(embedder, classifier, keep) }
}

/** Pixels a side of the pictures that it takes. */
function sideOf({ graph }: Model): number {
  const side = graph.inputs.at(0)?.shape.at(1)
  if (typeof side === 'number') return side
  throw new AppError('internal', 'The network takes pictures of no fixed size.')
}

/** The results hold the features of one backbone. */
function notesOfBackbones(store: Store, head: HeadRow): Sentence[] {
  const others = [store.features.active(), store.features.second()].flatMap((each) =>
    each === undefined || each.id === head.backboneId ? [] : [each.name],
  )
  const other = others.at(0)
  return [
    sentence('export-ray-how'),
    ...(other === undefined
      ? []
      : [sentence('export-ray-one-backbone', { backbone: head.backbone, second: other })]),
  ]
}
