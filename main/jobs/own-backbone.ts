/** @file A backbone of the person's own: brought into the library, and opened again from there. */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Parsed } from '../../shared/contract.ts'
import { OwnBackbone, type BackboneName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { openModel, type Backbone, type openBackbone } from '../model/backbone.ts'
import { ownBackbonePath, prepareBackbone, readOwnBackbone } from '../model/onnx/own-backbone-file.ts'
import type { Store } from '../store/store.ts'
import { writeAtomically } from './export-table.ts'

/** @throws AppError `not-found`, or `bad-input` that says why the file cannot be used. */
export async function bringIn(
  store: Store,
  { file, preprocessing }: NonNullable<Parsed<'index'>['ownBackbone']>,
): Promise<{ name: OwnBackbone; notes: string[] }> {
  if (store.folder === null) throw new AppError('bad-input', 'A library in memory keeps no backbone.')
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new AppError('not-found', `The network ${file} cannot be read.`, { file }, cause)
  }
  const prepared = await prepareBackbone(bytes, file, preprocessing)
  const kept = ownBackbonePath(store.folder, prepared.name)
  await mkdir(path.dirname(kept), { recursive: true })
  await writeAtomically(kept, prepared.bytes)
  return prepared
}

/** Opens what ships from `resources`, and the person's own from the library. */
export function openerFor(
  store: Store,
  resources: string,
  open: typeof openBackbone,
): (name: BackboneName) => Promise<Backbone> {
  return async (name) => {
    const own = OwnBackbone.safeParse(name)
    if (!own.success) return open(name, resources)
    const { bytes, sha256 } = await readOwnBackbone(store.folder, own.data)
    return openModel(name, bytes, sha256)
  }
}
