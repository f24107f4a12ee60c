/**
 * @file Export of a head as one ONNX file: backbone, head and classes, from pixels to probabilities, for use outside of
 * Twinsort. [Note: what one photo cannot know] The library's own suggestion is more than a head: labels spread along the graph of
 * all photos, ridge regression sees the raw features, and both are blended and calibrated. Only the head's part is a function
 * of one photo, so only that can be written; the notes say so.
 */
import path from 'node:path'
import type { ExportedNetwork } from '../../../../shared/contract/library.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import type { Model } from '../../../math/onnx/onnx-graph.ts'
import { loadTensorFlow } from '../../../model/backends/load.ts'
import { PROBABILITIES, withClassifier } from '../../../model/onnx/classifier-graph.ts'
import { encodeExport, isExport } from '../../../model/onnx/exported-file.ts'
import { EMBEDDING } from '../../../model/onnx/network-graph.ts'
import { graphOfHead } from '../../../model/onnx/stored-head.ts'
import { versionIn } from '../../library/installed-version.ts'
import { backboneOf, chosenHead, classifierOf, factsOf, judgementOf, notesOf } from '../trained-head.ts'
import { assertCanTake, assertOwnOrAbsent, makeFolder, writeResult } from '../write-target.ts'
import type { ExportContext, Exported, ExportRequest } from './format.ts'

/**
 * @throws AppError `not-found` where there is no such head, `not-enough-labels` where no class of it has a label any more,
 *   `conflict` where another file is in the way or the head's backbone is not there.
 */
export async function writeOnnx(
  { store, models, resources }: Pick<ExportContext, 'store' | 'models' | 'resources'>,
  { out, dryRun, head: wanted }: Pick<ExportRequest, 'out' | 'dryRun' | 'head'>,
): Promise<Exported & { network: ExportedNetwork }> {
  const head = chosenHead(store, wanted)
  await assertOwnOrAbsent(out, isExport)
  const { classifier, classes } = classifierOf(store, head, await models.embeddings(head.id))
  // Nothing is computed by it: see [Note: recording].
  const { tf } = await loadTensorFlow('cpu')
  const embedder = await graphOfHead(
    tf,
    store.heads.weights(head.id),
    () => backboneOf(store, head, resources),
    resources,
  )
  const preprocessing = preparationFor(embedder)
  const twinsort = versionIn(path.dirname(resources))
  const bytes = encodeExport(withClassifier(embedder, classifier), {
    classes,
    preprocessing,
    outputs: {
      [EMBEDDING]: 'of unit length: the more alike two photos are, the larger is the product of theirs',
      [PROBABILITIES]: "one for each class: the head's own, without what the library's other photos say",
    },
    head: factsOf(head),
    backbone: head.backbone,
    backboneSha256: store.features.backbone(head.backboneId)?.sha256 ?? '',
    twinsort,
  })
  if (dryRun) await assertCanTake(path.dirname(out))
  else {
    await makeFolder(path.dirname(out))
    await writeResult(out, bytes)
  }
  const { size } = preprocessing
  const network = { ...judgementOf(head), classes, size, bytes: bytes.length, twinsort }
  const crops = store.features.backbone(head.backboneId)?.crops.length ?? 1
  return { written: 1, notes: [...notesOf(network), ...notesOfCrops(crops)], network }
}

function preparationFor({ graph }: Model): Parameters<typeof encodeExport>[1]['preprocessing'] {
  const size = graph.inputs.at(0)?.shape.at(1)
  if (typeof size !== 'number')
    throw new AppError('internal', 'The backbone takes pictures of no fixed size.')
  return {
    size,
    resize: `the short side to ${size} pixels, then the square in the middle`,
    channels: 'RGB',
    values: 'whole numbers from 0 to 255, [photos, height, width, 3]',
  }
}

/** The other crops are of parts of the photo that the picture handed in need not hold. */
function notesOfCrops(count: number): Sentence[] {
  return count === 1 ? [] : [sentence('export-one-crop', { count })]
}
