/**
 * @file Export of a head as one ONNX file: backbone, head and classes, from pixels to probabilities, for use outside of
 * Twinsort. [Note: what one photo cannot know] The library's own suggestion is more than a head: labels spread along the graph of
 * all photos, ridge regression sees the raw features, and both are blended and calibrated. Only the head's part is a function
 * of one photo, so only that can be written; the notes say so.
 */
import path from 'node:path'
import { z } from 'zod'
import type { ExportedNetwork } from '../../../../shared/contract/library.ts'
import { BackboneName, OwnBackbone } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../../shared/sentences/sentence.ts'
import { classMeans } from '../../../learn/fast-path/class-means.ts'
import { comparedMembers } from '../../../learn/training/pair-classifier.ts'
import { gatherRows } from '../../../math/matrix.ts'
import type { Model } from '../../../math/onnx/onnx-graph.ts'
import { loadTensorFlow } from '../../../model/backends/load.ts'
import { PROBABILITIES, withClassifier, type Classifier } from '../../../model/onnx/classifier-graph.ts'
import { encodeExport, isExport } from '../../../model/onnx/exported-file.ts'
import { EMBEDDING } from '../../../model/onnx/network-graph.ts'
import { readOwnBackbone } from '../../../model/onnx/own-backbone-file.ts'
import { readModel } from '../../../model/onnx/read.ts'
import { graphOfHead } from '../../../model/onnx/stored-head.ts'
import { readShippedFile } from '../../../model/shipped-file.ts'
import type { HeadId, HeadRow, Store } from '../../../store/types/index.ts'
import { versionIn } from '../../library/installed-version.ts'
import { networkOf } from '../../heads/list-heads.ts'
import { Blend } from '../../review/head.ts'
import { assertCanTake, assertOwnOrAbsent, makeFolder, writeResult } from '../write-target.ts'
import type { Vectors } from '../../library-model/read-photos.ts'
import type { ExportContext, Exported, ExportRequest } from './format.ts'

/** Out of fold, where the head was judged. */
const Share = z.number().optional()

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
  const twinsort = await versionIn(path.dirname(resources))
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

function chosenHead(store: Store, wanted: HeadId | undefined): HeadRow {
  const labelSet = store.labelSets.current()
  const id = wanted ?? store.heads.active(labelSet)
  const head = id === null ? undefined : store.heads.get(id)
  if (head?.labelSet === labelSet) return head
  throw new AppError(
    'not-found',
    wanted === undefined ? sentence('export-no-head') : sentence('no-head', { head: wanted }),
  )
}

async function backboneOf(store: Store, head: HeadRow, resources: string): Promise<Model> {
  const own = OwnBackbone.safeParse(head.backbone)
  const { bytes, sha256 } = own.success
    ? await readOwnBackbone(store.folder, own.data)
    : await readShippedFile(`${head.backbone}.onnx`, resources)
  if (store.features.backbone(head.backboneId)?.sha256 !== sha256) {
    const said = sentence('export-other-backbone', { head: head.id, backbone: head.backbone })
    throw new AppError('conflict', said)
  }
  return readModel(bytes)
}

/** The head's classifier, fitted to the labels as they are now: as headProbabilities in learn/training/head-evaluation.ts. */
function classifierOf(
  store: Store,
  head: HeadRow,
  { ids, matrix: embeddings }: Vectors,
): { classifier: Classifier; classes: string[] } {
  const labelOf = store.journal.labels(head.labelSet)
  const labelled = ids.flatMap((photo, index) => {
    const classId = labelOf.get(photo)
    return classId === undefined ? [] : [{ index, classId }]
  })
  const classIds = [...new Set(labelled.map(({ classId }) => classId))].sort((a, b) => a - b)
  if (classIds.length === 0) {
    throw new AppError('not-enough-labels', sentence('export-no-classes'))
  }
  const rows = Int32Array.from(labelled, ({ index }) => index)
  const classOf = Int32Array.from(labelled, ({ classId }) => classIds.indexOf(classId))
  const { inverseTemperature, pairs } = Blend.parse(head.blend).classifier
  const classes = classIds.map((id) => store.classes.name(id))
  if (pairs === null) {
    const means = classMeans(embeddings, rows, classOf, classIds.length)
    return { classifier: { inverseTemperature, scorer: { means } }, classes }
  }
  const compared = classIds.flatMap((_, c) =>
    comparedMembers(rows, classOf, c).map((index) => ({ index, class: c })),
  )
  const members = gatherRows(
    embeddings,
    compared.map(({ index }) => index),
  )
  const reading = { ...pairs, members, classes: compared.map((each) => each.class) }
  return { classifier: { inverseTemperature, scorer: reading }, classes }
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

function factsOf(head: HeadRow): Record<string, string | number> {
  const { id, strategy, seed, labels, dataHash, createdAt } = head
  return { id, strategy, seed, labels, dataHash, made: new Date(createdAt).toISOString() }
}

function judgementOf(head: HeadRow): Omit<ExportedNetwork, 'classes' | 'size' | 'bytes' | 'twinsort'> {
  const { accuracy, blendAccuracy } = z.object({ accuracy: Share, blendAccuracy: Share }).parse(head.metrics)
  return {
    head: head.id,
    network: networkOf(head),
    backbone: BackboneName.parse(head.backbone),
    weight: Blend.parse(head.blend).weight,
    accuracy: accuracy ?? null,
    blendAccuracy: blendAccuracy ?? null,
  }
}

/** The other crops are of parts of the photo that the picture handed in need not hold. */
function notesOfCrops(count: number): Sentence[] {
  return count === 1 ? [] : [sentence('export-one-crop', { count })]
}

function notesOf({ head, backbone, classes, weight, accuracy, blendAccuracy }: ExportedNetwork): Sentence[] {
  return [
    sentence('export-network', { count: classes.length, head, backbone }),
    sentence('export-head-alone', { percent: percentOf(weight) }),
    ...(accuracy === null || blendAccuracy === null
      ? []
      : [
          sentence('export-accuracy', {
            percent: percentOf(accuracy),
            percentTogether: percentOf(blendAccuracy),
          }),
        ]),
  ]
}

/** With one decimal at most. */
function percentOf(share: number): number {
  return Math.round(1000 * share) / 10
}
