/**
 * @file A head as it leaves the library: which one, its backbone's file, its classifier fitted to the labels as they are now, and what is said of it.
 */
import { z } from 'zod'
import type { ExportedNetwork } from '../../../shared/contract/library.ts'
import { BackboneName, OwnBackbone } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { classMeans } from '../../learn/fast-path/class-means.ts'
import { comparedMembers } from '../../learn/training/pair-classifier.ts'
import { gatherRows } from '../../math/matrix.ts'
import type { Model } from '../../math/onnx/onnx-graph.ts'
import type { Classifier } from '../../model/onnx/classifier-graph.ts'
import { readOwnBackbone } from '../../model/onnx/own-backbone-file.ts'
import { readModel } from '../../model/onnx/read.ts'
import { readShippedFile } from '../../model/shipped-file.ts'
import type { HeadId, HeadRow, Store } from '../../store/types/index.ts'
import { networkOf } from '../heads/list-heads.ts'
import type { Vectors } from '../library-model/read-photos.ts'
import { Blend } from '../review/head.ts'

/** Out of fold, where the head was judged. */
const Share = z.number().optional()

/** @throws AppError `not-found` where there is no such head. */
export function chosenHead(store: Store, wanted: HeadId | undefined): HeadRow {
  const labelSet = store.labelSets.current()
  const id = wanted ?? store.heads.active(labelSet)
  const head = id === null ? undefined : store.heads.get(id)
  if (head?.labelSet === labelSet) return head
  throw new AppError(
    'not-found',
    wanted === undefined ? sentence('export-no-head') : sentence('no-head', { head: wanted }),
  )
}

/** @throws AppError `conflict` where the library has another form of the backbone now. */
export async function backboneOf(store: Store, head: HeadRow, resources: string): Promise<Model> {
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

/**
 * Fitted to the labels as they are now: as headProbabilities in learn/training/head-evaluation.ts.
 * @throws AppError `not-enough-labels` where no class of it has a label any more.
 */
export function classifierOf(
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

export function factsOf(head: HeadRow): Record<string, string | number> {
  const { id, strategy, seed, labels, dataHash, createdAt } = head
  return { id, strategy, seed, labels, dataHash, made: new Date(createdAt).toISOString() }
}

export function judgementOf(head: HeadRow): Omit<ExportedNetwork, 'classes' | 'size' | 'bytes' | 'twinsort'> {
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

export function notesOf({
  head,
  backbone,
  classes,
  weight,
  accuracy,
  blendAccuracy,
}: ExportedNetwork): Sentence[] {
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
