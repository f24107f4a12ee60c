/** @file A backbone of the person's own: inspected, copied into the library, and opened again from there. */
import { randomUUID } from 'node:crypto'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Output, Parsed } from '../../../shared/contract.ts'
import { BuiltInBackbone, OwnBackbone, type BackboneName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sha256Of } from '../../model/apart/checksum.ts'
import { openOwn, prepareForeign } from '../../model/apart/foreign-network.ts'
import type { Backbone, openBackbone } from '../../model/backbone.ts'
import { ownBackbonePath } from '../../model/onnx/own-backbone-file.ts'
import type { Store } from '../../store/store.ts'

/** A backbone of the person's own that the library keeps. */
export interface ImportedBackbone {
  readonly name: OwnBackbone
  /** What was found and what was assumed, a sentence each. */
  readonly notes: readonly PlainSentence[]
  /** False where the library kept it before. */
  readonly isNew: boolean
}

/**
 * What the library keeps is never replaced by something else: another network, or the same one with another scaling, gets a
 * name of its own where its file's is taken.
 * @param signal raising it ends the inspection of the file at once
 * @throws AppError `not-found`, `cancelled`, or `bad-input` that says why the file cannot be used.
 */
export async function importBackbone(
  store: Store,
  { file, preprocessing }: NonNullable<Parsed<'index'>['ownBackbone']>,
  signal?: AbortSignal,
): Promise<ImportedBackbone> {
  if (store.folder === null) throw new AppError('internal', 'A library in memory keeps no backbone.')
  const folder = path.join(store.folder, 'backbones')
  await mkdir(folder, { recursive: true })
  const out = path.join(folder, `.${randomUUID()}.part`)
  try {
    const { facts, notes, sha256 } = await prepareForeign({ file, declared: preprocessing, out }, { signal })
    const { name, state } = await placeFor(store, facts.name, sha256)
    if (state !== 'kept') await rename(out, ownBackbonePath(store.folder, name))
    return { name, notes, isNew: state === 'free' }
  } finally {
    await rm(out, { force: true })
  }
}

/** After a trial that came to no end: leaves nothing behind that was not there before, unless it came into force. */
export async function rollBackImport(store: Store, { name, isNew }: ImportedBackbone): Promise<void> {
  const isUsed = [store.features.active(), store.features.second()].some((used) => used?.name === name)
  if (isNew && !isUsed) await rm(ownBackbonePath(store.folder ?? '', name), { force: true })
}

/** The same inspection, without keeping anything; the name is the one that it would get. */
export async function inspectBackbone(
  store: Store,
  { file, preprocessing }: Parsed<'inspectBackbone'>,
  signal?: AbortSignal,
): Promise<Output<'inspectBackbone'>> {
  const { facts, sha256 } = await prepareForeign({ file, declared: preprocessing, out: null }, { signal })
  return { ...facts, name: (await placeFor(store, facts.name, sha256)).name }
}

/** Room in a name of 80 letters for a number behind it. */
const LETTERS_BEFORE_NUMBER = 75

interface Place {
  readonly name: OwnBackbone
  readonly state: 'free' | 'kept' | 'damaged'
}

/** The first of `own:NAME`, `own:NAME-2`, ... that is free or stands for the file with this checksum. */
async function placeFor(store: Store, wanted: OwnBackbone, sha256: string): Promise<Place> {
  for (let number = 1; ; number += 1) {
    const stem = wanted.slice('own:'.length, 'own:'.length + LETTERS_BEFORE_NUMBER)
    const name: OwnBackbone = number === 1 ? wanted : `own:${stem}-${number}`
    const kept = await readFile(ownBackbonePath(store.folder ?? '', name)).catch(() => undefined)
    if (kept === undefined) return { name, state: 'free' }
    if (sha256Of(kept) === sha256) return { name, state: 'kept' }
    if (isCountedOn(store, name, sha256)) return { name, state: 'damaged' }
  }
}

/** Whether these bytes are the backbone that the library uses under this name, whatever lies there now. */
function isCountedOn({ features }: Store, name: OwnBackbone, sha256: string): boolean {
  return [features.active(), features.second()].some(
    (used) => used?.name === name && features.backbone(used.id)?.sha256 === sha256,
  )
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

/**
 * Opens what ships from `resources`, and the person's own from the library.
 * @param signal raising it ends a person's own network at once
 */
export function openerFor(
  store: Store,
  resources: string,
  open: typeof openBackbone,
  signal?: AbortSignal,
): (name: BackboneName) => Promise<Backbone> {
  return (name) => {
    const own = OwnBackbone.safeParse(name)
    return own.success ? openOwn(store.folder, own.data, { signal }) : open(name, resources)
  }
}
