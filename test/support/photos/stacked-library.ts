/** @file A library in which every photo was taken several times: stacks of near copies. */
import { gatherRows } from '../../../main/math/matrix.ts'
import { Random } from '../../../main/math/random.ts'
import { row } from '../../../main/math/matrix.ts'
import type { Store } from '../../../main/store/store.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import type { SyntheticProblem } from '../training/synthetic-problem.ts'
import { hashOf, newPhoto } from './new-photo.ts'
import { fillLibrary, putFeatures } from './synthetic-library.ts'

/**
 * Fills the library with each photo of the problem `copies` times, one after the other.
 * @returns the stacks.
 */
export function fillWithStacks(
  store: Store,
  { features, truth }: Pick<SyntheticProblem, 'features' | 'truth'>,
  copies: number,
): PhotoId[][] {
  const random = new Random(1)
  const rows = Array.from({ length: features.rows * copies }, (_, index) => Math.floor(index / copies))
  const classOf = Int32Array.from(rows, (original) => truth.classOf[original])
  const all = { features: gatherRows(features, rows), truth: { ...truth, classOf } }
  const ids = fillLibrary(store, all)
  const looks = Array.from({ length: features.rows }, () => anyHash(random))
  store.transaction(() => {
    ids.forEach((id, index) => {
      const perceptualHash = looks[rows[index]] ^ BigInt(index % copies) // the copies differ in a bit or two
      store.photos.rekey(id, newPhoto(hashOf(10_000 + id), { perceptualHash }))
      putFeatures(store, id, row(all.features, index))
    })
  })
  return looks.map((_, original) => ids.slice(original * copies, (original + 1) * copies))
}

/** 64 bits, so that two of them differ in about 32. */
function anyHash(random: Random): bigint {
  return BigInt(random.integer(2 ** 32)) * 2n ** 32n + BigInt(random.integer(2 ** 32))
}
