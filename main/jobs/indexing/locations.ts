/** @file Where each photo was known to lie when the run began: by that a file at a new place is a move or a copy. */
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { PhotoId } from '../../../shared/domain.ts'
import type { FileId, FileRow, RootId, Store } from '../../store/store.ts'
import { isBelow } from './compare-folders.ts'
import type { Target } from './roots.ts'

type FilePlace = Pick<FileRow, 'id' | 'rootId' | 'relativePath'>

export class KnownLocations {
  /** Locations that are gone, so that a file which turns up elsewhere with that content has moved. */
  readonly #gone = new Map<PhotoId, FilePlace[]>()
  /** Present locations in folders that this run does not look at: they may be gone too. */
  readonly #unchecked = new Map<PhotoId, FilePlace[]>()
  readonly #rootPaths: ReadonlyMap<RootId, string>

  /** @param targets what was scanned; the store knows already what is missing there. */
  constructor(store: Store, targets: readonly Target[]) {
    const roots = store.files.roots()
    this.#rootPaths = new Map(roots.map((root) => [root.id, root.path]))
    for (const root of roots) {
      for (const { photoId, missing, id, relativePath } of store.files.known(root.id)) {
        const place = { id, rootId: root.id, relativePath }
        if (photoId === null) continue
        if (missing) addTo(this.#gone, photoId, place)
        else if (!targets.some((target) => covers(target, place))) addTo(this.#unchecked, photoId, place)
      }
    }
  }

  /** Asks the disk about locations of this photo outside the scanned folders. */
  async check(photo: PhotoId): Promise<void> {
    const rows = this.#unchecked.get(photo)
    if (rows === undefined) return
    this.#unchecked.delete(photo)
    for (const row of rows) {
      const file = path.join(this.#rootPaths.get(row.rootId) ?? '', row.relativePath)
      const isThere = await access(file).then(
        () => true,
        () => false,
      )
      if (!isThere) addTo(this.#gone, photo, row)
    }
  }

  /**
   * The location that the photo has moved from, to be forgotten; undefined when the new place is a copy. Each location is
   * given once. One with the same file name is preferred: that is what moving a folder looks like.
   */
  takeOrigin(photo: PhotoId, relativePath: string): FileId | undefined {
    const rows = this.#gone.get(photo)
    if (rows === undefined) return undefined
    const name = path.posix.basename(relativePath)
    const sameName = rows.findIndex((row) => path.posix.basename(row.relativePath) === name)
    return rows.splice(Math.max(0, sameName), 1).at(0)?.id
  }
}

function covers({ root, below }: Target, row: FilePlace): boolean {
  return root.id === row.rootId && isBelow(row.relativePath, below)
}

function addTo(map: Map<PhotoId, FilePlace[]>, photo: PhotoId, row: FilePlace): void {
  const rows = map.get(photo)
  if (rows === undefined) map.set(photo, [row])
  else rows.push(row)
}
