/** @file All classes as rows: how many photos each has, and a few of them. */
import type { Output } from '../../../shared/contract.ts'
import type { Store } from '../../store/store.ts'
import type { ClassStrip } from '../review/class-strips.ts'

/** @param strips of the classes whose photos can be compared; the others are counted alone. */
export function classRows(store: Store, strips: readonly ClassStrip[]): Output<'classes'>['classes'] {
  const stripOf = new Map(strips.map((strip) => [strip.class, strip]))
  return store.classes.list(store.labelSets.current()).map(({ id, name, photos, missing }) => {
    const strip = stripOf.get(id)
    return {
      name,
      confirmed: photos,
      missing,
      suggested: strip?.suggested ?? 0,
      expected: strip?.expected ?? null,
      typical: [...(strip?.typical ?? [])],
      leastSure: [...(strip?.leastSure ?? [])],
    }
  })
}
