/**
 * @file The file that leaves the library: one ONNX graph from pixels to probabilities, which says of itself what it is. All is
 * in the metadata as text, so that any program can read it.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import { parseJson } from '../../../shared/limits.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Model } from '../../math/onnx/onnx-graph.ts'
import { encodeGraph, encodeModel } from '../../math/onnx/onnx-write.ts'
import { readModel } from './read.ts'

const FORMAT = 'twinsort-classifier'
/** Raised when the meaning of inputs, outputs or metadata changes. */
const VERSION = 1

const Text = z.record(z.string(), z.string())
const json = <T extends z.ZodType>(schema: T) =>
  z.string().transform((text, context): z.output<T> => {
    try {
      return schema.parse(parseJson(text))
    } catch {
      context.addIssue({ code: 'custom', message: 'no such JSON' })
      return z.NEVER
    }
  })

/** How a photo becomes the input `pixels` [n, size, size, 3]. */
export const PicturePreparation = z.object({
  /** Pixels. */
  size: z.int().positive().max(2048),
  resize: z.string(),
  channels: z.string(),
  values: z.string(),
})
export type PicturePreparation = z.infer<typeof PicturePreparation>

/** What the file says of itself. */
export const ExportDescription = z.object({
  /** In the order of the probabilities. */
  classes: z.array(z.string()).min(1).readonly(),
  preprocessing: PicturePreparation,
  /** Name of each output -> what it is. */
  outputs: Text.readonly(),
  /** Strategy, seed, labels and so on of the head: for information only. */
  head: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
  backbone: z.string(),
  /** sha256 of the backbone's own file. */
  backboneSha256: z.string(),
  /** Of the Twinsort that wrote it. */
  twinsort: z.string(),
})
export type Description = z.infer<typeof ExportDescription>

export function encodeExport(model: Model, description: Description): Uint8Array {
  const { classes, preprocessing, outputs, head, backbone, backboneSha256, twinsort } = description
  return encodeModel({
    ...model,
    metadata: {
      format: FORMAT,
      version: String(VERSION),
      classes: JSON.stringify(classes),
      preprocessing: JSON.stringify(preprocessing),
      outputs: JSON.stringify(outputs),
      head: JSON.stringify(head),
      backbone,
      backbone_sha256: backboneSha256,
      twinsort,
      graph_sha256: graphSha256(model),
    },
  })
}

const Metadata = z.object({
  version: z.coerce.number().int(),
  classes: json(z.array(z.string()).min(1)),
  preprocessing: json(PicturePreparation),
  outputs: json(Text),
  head: json(z.record(z.string(), z.union([z.string(), z.number()]))),
  backbone: z.string(),
  backbone_sha256: z.string(),
  twinsort: z.string(),
  graph_sha256: z.string(),
})

/** @throws AppError `bad-input`: no model, another program's, a newer Twinsort's, or one that was damaged since it was written. */
export function decodeExport(bytes: Uint8Array): { model: Model; description: Description } {
  const model = readModel(bytes)
  const metadata = model.metadata ?? {}
  if (metadata.format !== FORMAT) {
    throw new AppError('bad-input', sentence('export-not-ours'))
  }
  const parsed = Metadata.safeParse(metadata)
  if (!parsed.success) throw new AppError('bad-input', sentence('export-facts-damaged'))
  const { version, backbone_sha256, graph_sha256, ...description } = parsed.data
  if (version > VERSION) {
    throw new AppError('bad-input', sentence('export-newer', { version: description.twinsort }))
  }
  if (graphSha256(model) !== graph_sha256) {
    throw new AppError('bad-input', sentence('export-damaged'))
  }
  return { model, description: { ...description, backboneSha256: backbone_sha256 } }
}

/** Whether a file may be replaced by an export. */
export function isExport(bytes: Uint8Array): boolean {
  try {
    return readModel(bytes).metadata?.format === FORMAT
  } catch {
    return false
  }
}

/** Of the graph, without its description. */
function graphSha256({ graph }: Model): string {
  return createHash('sha256').update(encodeGraph(graph)).digest('hex')
}
