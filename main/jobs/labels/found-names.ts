/** @file Gathers which photo is called what, and gives it as columns. Pure. */
import { MOST_NAMES } from '../../../shared/contract/found-labels.ts'
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'

type Found = Pick<Output<'findLabels'>, 'named' | 'several' | 'names' | 'leftOut' | 'ids' | 'nameOf'>

export class FoundNames {
  readonly #names = new Map<string, { readonly levels: readonly string[]; readonly photos: Set<PhotoId> }>()

  /** @param levels at least one */
  add(photo: PhotoId, levels: readonly string[]): void {
    const key = JSON.stringify(levels)
    const name = this.#names.get(key) ?? { levels, photos: new Set() }
    name.photos.add(photo)
    this.#names.set(key, name)
  }

  get columns(): Found {
    const all = [...this.#names].sort(
      ([one, a], [other, b]) => b.photos.size - a.photos.size || (one < other ? -1 : 1),
    )
    const told = all.slice(0, MOST_NAMES).map(([, name]) => name)
    const pairs = told.flatMap(({ photos }, name) => [...photos].map((photo) => [photo, name] as const))
    pairs.sort(([a, one], [b, other]) => a - b || one - other)
    const ids = Int32Array.from(pairs, ([photo]) => photo)
    const counts = Map.groupBy(ids, (id) => id)
    return {
      names: told.map(({ levels, photos }) => ({ levels: [...levels], photos: photos.size })),
      leftOut: all.length - told.length,
      ids,
      nameOf: Int32Array.from(pairs, ([, name]) => name),
      named: counts.size,
      several: [...counts.values()].filter((each) => each.length > 1).length,
    }
  }
}
