/**
 * @file From a path that a person wrote to the photo that lies there.
 *
 * [Note: ways to write a path] Another system writes a path with backslashes, or its letters composed or not (NFC, NFD): where
 * nothing lies at the path as it is written, these are the same. A relative path is meant from several folders; where it leads
 * to different photos, nobody knows which is meant.
 */
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import type { Store } from '../../store/store.ts'

/** The photo; the places of several, where several may be meant; or nothing readable that is known. */
export type Located =
  | { readonly kind: 'photo'; readonly photo: PhotoId }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'unknown' }

export class Locator {
  readonly #store: Store
  readonly #bases: readonly string[]
  #byForm: Map<string, string[]> | undefined

  /** @param bases Absolute folders that relative paths may be meant from. */
  constructor(store: Store, bases: readonly string[]) {
    this.#store = store
    this.#bases = [...new Set(bases)]
  }

  async locate(written: string): Promise<Located> {
    if (isElsewhere(written)) return this.#among([written])
    const absolute = isAbsolute(written) ? [written] : this.#bases.map((base) => path.resolve(base, written))
    const places = absolute.map((each) => path.normalize(each))
    const exact = this.#among(places)
    if (exact.kind !== 'unknown') return exact
    const bySlashes = written.includes('\\') ? await this.locate(written.replaceAll('\\', '/')) : undefined
    if (bySlashes !== undefined && bySlashes.kind !== 'unknown') return bySlashes
    const alike = this.#among(places.flatMap((place) => this.#alike(place)))
    if (alike.kind !== 'unknown') return alike
    // Through a symbolic link the same file has another name than the one it was indexed under.
    const real = await Promise.all(places.map((place) => realpath(place).catch(() => place)))
    return this.#among(real)
  }

  #among(places: readonly string[]): Located {
    const photos = new Map<PhotoId, string>()
    for (const place of places) {
      const photo = this.#store.files.byPath(place)?.photoId ?? undefined
      if (photo !== undefined && !photos.has(photo)) photos.set(photo, place)
    }
    if (photos.size > 1) return { kind: 'ambiguous', candidates: [...photos.values()] }
    for (const photo of photos.keys()) return { kind: 'photo', photo }
    return { kind: 'unknown' }
  }

  /** Known places that differ from this one only in how letters are composed. */
  #alike(place: string): readonly string[] {
    this.#byForm ??= placesByForm(this.#store)
    return this.#byForm.get(place.normalize('NFC')) ?? []
  }
}

/** The question that a command ends with which needs every one of its paths. */
export function isAmbiguous(written: string, candidates: readonly string[]): AppError {
  const said = sentence('path-ambiguous', { file: written, places: candidates.join(', ') })
  return new AppError('bad-input', said)
}

/** Also one of another system, which cannot be relative to anything here. */
function isAbsolute(written: string): boolean {
  return path.isAbsolute(written) || (path.win32.isAbsolute(written) && /^[a-z]:[\\/]|^\\\\/i.test(written))
}

function placesByForm(store: Store): Map<string, string[]> {
  const places = store.files.roots().flatMap((root) =>
    store.files
      .under(root.id)
      .filter(({ photoId }) => photoId !== null)
      .map(({ relativePath }) => path.join(root.path, relativePath)),
  )
  return Map.groupBy(places, (place) => place.normalize('NFC'))
}
