/** @file A backbone of the person's own: looked into, brought into the library, and opened again from there. */
import { mkdir, readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Output, Parsed } from '../../shared/contract.ts'
import { BuiltInBackbone, OwnBackbone, type BackboneName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { openModel, type Backbone, type openBackbone } from '../model/backbone.ts'
import {
  ownBackbonePath,
  prepareBackbone,
  readOwnBackbone,
  type PreparedBackbone,
} from '../model/onnx/own-backbone-file.ts'
import type { Store } from '../store/store.ts'
import { writeAtomically } from './export-table.ts'

/** @throws AppError `not-found`, or `bad-input` that says why the file cannot be used. */
export async function bringIn(
  store: Store,
  own: NonNullable<Parsed<'index'>['ownBackbone']>,
): Promise<{ name: OwnBackbone; notes: string[] }> {
  if (store.folder === null) throw new AppError('bad-input', 'A library in memory keeps no backbone.')
  const { facts, bytes, notes } = await prepare(own)
  const kept = ownBackbonePath(store.folder, facts.name)
  await mkdir(path.dirname(kept), { recursive: true })
  await writeAtomically(kept, bytes)
  return { name: facts.name, notes }
}

/** The same look, without keeping anything. */
export async function inspectBackbone(input: Parsed<'inspectBackbone'>): Promise<Output<'inspectBackbone'>> {
  return (await prepare(input)).facts
}

async function prepare({ file, preprocessing }: Parsed<'inspectBackbone'>): Promise<PreparedBackbone> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (cause) {
    throw new AppError('not-found', `The network ${file} cannot be read.`, { file }, cause)
  }
  return prepareBackbone(bytes, file, preprocessing)
}

/** What ships and is there, then what this library keeps, by name. */
export async function listBackbones(
  { folder }: Pick<Store, 'folder'>,
  resources: string,
): Promise<Output<'backbones'>> {
  const shipped = BuiltInBackbone.options.map((name) => ({
    name,
    file: path.join(resources, 'backbones', `${name}.onnx`),
  }))
  const kept = folder === null ? [] : await readdir(path.join(folder, 'backbones')).catch(() => [])
  const own = kept.sort().flatMap((file) => {
    const name = OwnBackbone.safeParse(`own:${file.replace(/\.onnx$/, '')}`)
    const isOne = file.endsWith('.onnx') && name.success
    return isOne ? [{ name: name.data, file: ownBackbonePath(folder ?? '', name.data) }] : []
  })
  const found = await Promise.all(
    [...shipped, ...own].map(async ({ name, file }) => {
      const size = await stat(file).then(
        ({ size }) => size,
        () => undefined,
      )
      return size === undefined ? [] : [{ name, bytes: size }]
    }),
  )
  return { backbones: found.flat() }
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
