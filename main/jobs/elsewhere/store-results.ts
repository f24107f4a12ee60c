/** @file Puts rows of results into the library: the same rows again change nothing, and what a person's own file said is never replaced. */
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import type { PlainSentence } from '../../../shared/sentences/sentence.ts'
import type { BackboneId, FileRow, LabelSetId, NewPhoto, RootId, Store } from '../../store/store.ts'
import { storeAlone } from '../indexing/one-file.ts'
import type { ResultPicture, ResultRow } from './thread/protocol.ts'

/** So many rows are listed with their reason; of the others their number is told. */
const LISTED = 1000

type Result = Output<'importResults'>
type Told = Pick<
  Result,
  | 'photos'
  | 'suggestions'
  | 'added'
  | 'updated'
  | 'unchanged'
  | 'unreadable'
  | 'unreadableRows'
  | 'leftOut'
  | 'leftOutRows'
>
type Change = 'added' | 'updated' | 'unchanged'

export class ResultsWriter {
  readonly #store: Store
  readonly #backbone: BackboneId
  readonly #labelSet: LabelSetId
  readonly #roots = new Map<string, RootId>()
  readonly #photos = new Set<PhotoId>()
  readonly #suggested = new Set<PhotoId>()
  readonly #counts: Record<Change, number> = { added: 0, updated: 0, unchanged: 0 }
  readonly #unreadable: Result['unreadable'] = []
  readonly #leftOut: Result['leftOut'] = []
  #unreadableRows = 0
  #leftOutRows = 0

  constructor(store: Store, backbone: BackboneId) {
    this.#store = store
    this.#backbone = backbone
    this.#labelSet = store.labelSets.current()
  }

  result(): Told {
    return {
      photos: this.#photos.size,
      suggestions: this.#suggested.size,
      ...this.#counts,
      unreadable: this.#unreadable,
      unreadableRows: this.#unreadableRows,
      leftOut: this.#leftOut,
      leftOutRows: this.#leftOutRows,
    }
  }

  /** Whatever is wrong with one row, the others are stored. To be called within a transaction. */
  write(row: ResultRow): void {
    if (row.kind === 'left') this.#leave(row.path, row.reason)
    else {
      const reason = storeAlone(this.#store, () => {
        if (row.kind === 'picture') this.#writePicture(row)
        else this.#writeUnreadable(row)
      })
      if (reason !== undefined) this.#leave(row.path, reason)
    }
  }

  #writeUnreadable(row: Extract<ResultRow, { kind: 'unreadable' }>): void {
    const { path, reason } = row
    this.#place(row, { photoId: null, reason })
    this.#unreadableRows += 1
    if (this.#unreadable.length < LISTED) this.#unreadable.push({ path, reason })
  }

  #writePicture(row: ResultPicture): void {
    const { photos, features } = this.#store
    const known = photos.byContent(row.contentHash)
    const hasFile =
      known !== undefined && this.#store.files.pathsOf(known).some((place) => !isElsewhere(place))
    if (!hasFile && row.lacks !== null) {
      this.#leave(row.path, row.lacks)
      return
    }
    const id = known ?? photos.add(newPhoto(row))
    let isChanged = false
    if (known !== undefined && !hasFile) isChanged = this.#renew(id, row)
    if (known === undefined && row.levels !== null) features.put(this.#backbone, id, row.levels)
    else if (row.levels !== null) {
      const [level] = Object.keys(row.levels)
      const isLacking = hasFile && features.some(this.#backbone, level, [id]).rows === 0
      if (!hasFile || isLacking) isChanged = features.replace(this.#backbone, id, row.levels) || isChanged
    }
    isChanged = this.#suggest(id, row.suggestion) || isChanged
    const placed = this.#place(row, { photoId: id, reason: null })
    this.#counts[placed === 'unchanged' && isChanged ? 'updated' : placed] += 1
    this.#photos.add(id)
    if (row.suggestion !== null) this.#suggested.add(id)
  }

  /** What is known of a photo that was imported before. @returns whether it changed */
  #renew(id: PhotoId, row: ResultPicture): boolean {
    const before = this.#store.photos.get(id)
    const now = newPhoto(row)
    const isSame =
      before?.width === now.width &&
      before.height === now.height &&
      before.perceptualHash === now.perceptualHash
    if (before === undefined || isSame) return false
    const { width, height, perceptualHash } = now
    this.#store.photos.update(id, { ...before, width, height, perceptualHash })
    return true
  }

  #suggest(id: PhotoId, wanted: ResultPicture['suggestion']): boolean {
    const before = this.#store.importedSuggestions.of(this.#labelSet, id)
    if (before?.class === wanted?.class && before?.probability === wanted?.probability) return false
    this.#store.importedSuggestions.put(this.#labelSet, id, wanted)
    return true
  }

  #place(
    { path, root, relative }: Pick<ResultPicture, 'path' | 'root' | 'relative'>,
    found: Pick<FileRow, 'photoId' | 'reason'>,
  ): Change {
    const { files } = this.#store
    const before = files.byPath(path)
    const isSame =
      before?.photoId === found.photoId &&
      !before.missing &&
      JSON.stringify(before.reason) === JSON.stringify(found.reason)
    if (isSame) return 'unchanged'
    const rootId = this.#roots.get(root) ?? files.addRoot(root)
    this.#roots.set(root, rootId)
    files.put([{ rootId, relativePath: relative, size: 0, modifiedNs: null, fileHash: null, ...found }])
    return before === undefined ? 'added' : 'updated'
  }

  #leave(path: string, reason: PlainSentence): void {
    this.#leftOutRows += 1
    if (this.#leftOut.length < LISTED) this.#leftOut.push({ path, reason })
  }
}

/** When and by which camera it was taken, the other engine does not say. */
function newPhoto({ contentHash, format, width, height, perceptualHash }: ResultPicture): NewPhoto {
  return {
    ...{ contentHash, format, width, height, perceptualHash, factsHash: null },
    ...{ takenAt: null, cameraMake: null, cameraModel: null, latitude: null, longitude: null },
  }
}
