/**
 * @file Which folders an index run looks at. Every file belongs to one root: a folder inside a known root is scanned as a
 * part of it, and a known root inside a new folder stays a root of its own, so that no file is listed twice.
 */
import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { isInside } from '../../ingest/scan.ts'
import type { FileRow, Root, RootId, Store } from '../../store/store.ts'

export interface Target {
  readonly root: Root
  /** Path below the root where to look, with `/`; '' for all of it. */
  readonly below: string
  /** Absolute paths of other roots inside this one. */
  readonly exclude: readonly string[]
}

export interface Targets {
  readonly targets: readonly Target[]
  /** Known roots that are not there now, e.g. on a drive that is not connected. Their photos stay as they are. */
  readonly absent: readonly Root[]
  /** Photos of roots that were found again elsewhere. */
  readonly relinkedPhotos: number
}

/** A root with the path that it really has, for comparing; a root that is not there has its own. */
interface PlacedRoot extends Root {
  readonly real: string
  readonly isThere: boolean
}

/**
 * @param folders as the person wrote them; none means all known roots.
 * @throws AppError `bad-input` for something that is no folder, `not-found` for a folder that never was there. Nothing is
 *   changed in the library then.
 */
export async function resolveTargets(store: Store, folders: readonly string[]): Promise<Targets> {
  const uri = folders.find((folder) => isElsewhere(folder))
  if (uri !== undefined) throw new AppError('bad-input', sentence('elsewhere-not-indexed', { uri }))
  const wanted = await Promise.all(folders.map((folder) => locate(store, path.resolve(folder))))
  let relinkedPhotos = 0
  const chosen = new Map<RootId, Set<string>>()
  const choose = (root: RootId, below: string): void => {
    chosen.set(root, (chosen.get(root) ?? new Set()).add(below))
  }
  // Shortest first: a folder named beside its parent is then a part of it.
  for (const folder of wanted.sort((a, b) => a.real.length - b.real.length)) {
    const roots = await placedRoots(store)
    const around = innermostAround(roots, folder.real)
    if (around !== undefined) choose(around.id, toPosix(path.relative(around.real, folder.real)))
    else {
      const moved = await findMovedRoot(store, roots, folder.path)
      if (moved !== undefined) {
        store.files.relinkRoots(new Map([[moved.id, folder.path]]))
        relinkedPhotos += photosIn(moved.rows)
      }
      choose(moved?.id ?? store.files.addRoot(folder.path), '')
    }
  }
  const roots = await placedRoots(store)
  for (const root of roots) {
    const isWanted = wanted.length === 0 || wanted.some((folder) => isInside(root.real, folder.real))
    if (isWanted) choose(root.id, '')
  }
  return { ...targetsOf(roots, chosen), relinkedPhotos }
}

async function locate(store: Store, folder: string): Promise<{ path: string; real: string }> {
  try {
    const real = await realpath(folder)
    if (!(await stat(real)).isDirectory())
      throw new AppError('bad-input', sentence('not-a-folder', { folder }))
    return { path: folder, real }
  } catch (error) {
    if (error instanceof AppError) throw error
    // A root that is gone for now, or a part of a root that was deleted: known, so no slip of the keyboard.
    if (store.files.roots().some((root) => isInside(folder, root.path))) return { path: folder, real: folder }
    throw new AppError('not-found', sentence('no-such-folder', { folder }), { folder }, error)
  }
}

async function placedRoots(store: Store): Promise<PlacedRoot[]> {
  return Promise.all(
    store.files.roots().map(async (root) => {
      const real = await realpath(root.path).catch(() => undefined)
      return { ...root, real: real ?? root.path, isThere: real !== undefined }
    }),
  )
}

function innermostAround(roots: readonly PlacedRoot[], real: string): PlacedRoot | undefined {
  return roots
    .filter((root) => isInside(real, root.real))
    .sort((a, b) => b.real.length - a.real.length)
    .at(0)
}

function targetsOf(
  roots: readonly PlacedRoot[],
  chosen: ReadonlyMap<RootId, ReadonlySet<string>>,
): Pick<Targets, 'targets' | 'absent'> {
  const targets: Target[] = []
  const absent: Root[] = []
  for (const { isThere, real, ...root } of roots) {
    const belows = chosen.get(root.id)
    if (belows === undefined) continue
    if (!isThere) {
      absent.push(root)
      continue
    }
    const exclude = roots.filter((other) => other.id !== root.id && isInside(other.real, real))
    for (const below of belows) {
      const isCovered = [...belows].some((other) => other !== below && isInside(`/${below}`, `/${other}`))
      if (!isCovered) targets.push({ root, below, exclude: exclude.map((other) => other.real) })
    }
  }
  return { targets, absent }
}

/** So many files are compared to recognise a root that was moved as a whole ... */
const COMPARED_FILES = 40
/** ... and this share of them must be there with the same size and time; the rest may have changed meanwhile. */
const SAME_SHARE = 0.8

/** The root that is no longer where it was and whose files lie in `folder` now. */
async function findMovedRoot(
  store: Store,
  roots: readonly PlacedRoot[],
  folder: string,
): Promise<{ id: RootId; rows: FileRow[] } | undefined> {
  for (const root of roots) {
    if (root.isThere) continue
    const rows = store.files.under(root.id).filter((row) => !row.missing)
    const step = Math.max(1, Math.floor(rows.length / COMPARED_FILES))
    const compared = rows.filter((_, i) => i % step === 0)
    const same = await Promise.all(
      compared.map((row) => isUnchanged(path.join(folder, row.relativePath), row)),
    )
    const count = same.filter(Boolean).length
    if (count > 0 && count >= SAME_SHARE * compared.length) return { id: root.id, rows }
  }
  return undefined
}

async function isUnchanged(file: string, row: FileRow): Promise<boolean> {
  try {
    const { size, mtimeNs } = await stat(file, { bigint: true })
    return Number(size) === row.size && mtimeNs === row.modifiedNs
  } catch {
    return false
  }
}

function photosIn(rows: readonly FileRow[]): number {
  return new Set(rows.flatMap(({ photoId }) => (photoId === null ? [] : [photoId]))).size
}

function toPosix(relative: string): string {
  return relative.split(path.sep).join('/')
}
