/** @file The files in resources/backbones, each compared with its checksum when it is read. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'

export interface ShippedFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Hexadecimal. */
  readonly sha256: string
}

const Checksums = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/))

/** What its file is to be, without reading it; undefined where that cannot be told. @param name and resources as below */
export async function shippedChecksum(name: string, resources: string): Promise<string | undefined> {
  return (await checksumsIn(path.join(resources, 'backbones')).catch(() => undefined))?.[name]
}

async function checksumsIn(folder: string): Promise<z.infer<typeof Checksums>> {
  return Checksums.parse(JSON.parse(await readFile(path.join(folder, 'checksums.json'), 'utf8')))
}

/**
 * @param name of the file, e.g. `efficientnet-lite2-int8.onnx`
 * @param resources absolute path of the folder `resources/`
 * @throws AppError `backend-unavailable` when the file is absent or damaged
 */
export async function readShippedFile(name: string, resources: string): Promise<ShippedFile> {
  const folder = path.join(resources, 'backbones')
  const file = path.join(folder, name)
  let bytes: Buffer<ArrayBuffer>
  let checksums: z.infer<typeof Checksums>
  try {
    checksums = await checksumsIn(folder)
    bytes = await readFile(file)
  } catch (error) {
    const said = sentence('shipped-absent', { file: name, folder })
    throw new AppError('backend-unavailable', said, { file }, error)
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  if (sha256 !== checksums[name]) {
    const said = sentence('shipped-damaged', { file })
    throw new AppError('backend-unavailable', said, { file, sha256 })
  }
  return { bytes, sha256 }
}
