/** @file What the engine and the threads of foreign decoders say to each other. */
import { z } from 'zod'

/** Formats that libvips, as it is built for sharp, does not read. */
export const ForeignFormat = z.enum(['heic', 'jxl'])
export type ForeignFormat = z.infer<typeof ForeignFormat>

const Bytes = z.custom<Uint8Array<ArrayBuffer>>((value) => value instanceof Uint8Array)

export const DecodeRequest = z.object({
  format: ForeignFormat,
  file: Bytes,
  /** The colour profile that the pixels get along. */
  icc: Bytes.optional(),
  /** How the pixels still have to be turned, as EXIF numbers it. */
  orientation: z.int().min(1).max(8).optional(),
  /** What the decoder's own memory may grow to. Bytes. */
  memory: z.number().positive(),
})
export type DecodeRequest = z.infer<typeof DecodeRequest>

export const DecodedFile = z.object({
  /** An uncompressed TIFF. */
  file: Bytes,
  /** What the decoder's own memory has grown to; it never shrinks. Bytes. */
  held: z.number(),
})
export type DecodedFile = z.infer<typeof DecodedFile>
