/** @file Takes away what earlier runs of an export wrote and no photo of this one is: each file only where the photo itself is still there. */
import { rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'
import type { EarlierFiles } from './earlier-files.ts'
import { stateOf, type Written } from './manifest.ts'
import type { Skipped } from './rows.ts'
import { whyChanged } from './why-changed.ts'
import { cannotWrite } from './write-target.ts'

interface TakeAway {
  /** Absolute path of the folder of the export. */
  readonly out: string
  readonly dryRun: boolean
  /** Folders of the classes that are exported, where not all are: what earlier runs wrote elsewhere stays. */
  readonly only?: ReadonlySet<string> | undefined
}

export interface TakenAway {
  /** Absolute paths. */
  readonly removed: string[]
  readonly skipped: Skipped
}

export async function takeAway(
  store: Store,
  earlier: EarlierFiles,
  { out, dryRun, only }: TakeAway,
): Promise<TakenAway> {
  const removed: string[] = []
  const skipped: Skipped = []
  for (const written of earlier.left()) {
    if (earlier.isClaimed(written.file)) continue // another photo stands there now
    if (only?.has(classFolder(written.file)) === false) continue
    const file = path.join(out, written.file)
    const state = await stateOf(out, written)
    if (state === 'gone') earlier.isGone(written.file)
    else if (state === 'changed') skipped.push({ path: file, reason: sentence('skipped-edited', { file }) })
    else if (!(await hasOriginal(store, out, written)))
      skipped.push({ path: file, reason: sentence('skipped-last-copy') })
    else {
      try {
        if (!dryRun) await rm(file)
      } catch (thrown) {
        skipped.push({ path: file, reason: (await cannotWrite(file, thrown)).asSentence })
        continue
      }
      if (!dryRun) earlier.isGone(written.file)
      removed.push(file)
    }
  }
  return { removed, skipped }
}

/** Those that are empty once these files are gone. @param files absolute paths */
export async function removeEmptyFolders(out: string, files: readonly string[]): Promise<void> {
  const folders = new Set(files.map((file) => path.dirname(file)))
  const parts = new Set([...folders].map((folder) => path.dirname(folder)))
  for (const folder of [...folders, ...parts]) {
    if (folder !== out) await rmdir(folder).catch(() => undefined) // something else lies there
  }
}

/** Whether the photo lies, as it was indexed, at a place that this export did not make. @param out absolute path of its folder */
export async function hasOriginal(store: Store, out: string, { photo, kind }: Written): Promise<boolean> {
  if (kind === 'symbolic') return true
  const id = store.photos.byContent(photo)
  const places = id === undefined ? [] : store.files.pathsOf(id)
  for (const place of places) {
    const isOutside = !place.startsWith(out + path.sep)
    if (isOutside && (await whyChanged(store, place)) === undefined) return true
  }
  return false
}

/** Also where it lies in a part of a data set. */
function classFolder(file: string): string {
  return path.posix.basename(path.posix.dirname(file))
}
