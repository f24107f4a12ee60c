/** @file What the parts of the check read of a library. */
import type { Output } from '../../../shared/contract.ts'
import type { Store } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import type { PhotoSpace } from '../library-model/space.ts'
import { readEvidence, type ReviewEvidence } from '../review/evidence.ts'
import { PageCache } from '../review/page-cache.ts'

export interface CheckedLibrary {
  readonly store: Store
  readonly space: PhotoSpace
  readonly evidence: ReviewEvidence
  readonly pages: PageCache
  readonly paths: ReadonlyMap<number, string>
}

/** The most similar photos of each photo that outliers, and the words about suspected labels, go by. */
export const NEIGHBOURS = 20

/** @throws AppError `not-found` while the library has no photos with features; `cancelled`. */
export async function readChecked({
  store,
  models,
}: Pick<JobContext, 'store' | 'models'>): Promise<CheckedLibrary> {
  const space = await (await models.current()).space()
  const pages = new PageCache(store)
  const evidence = readEvidence(store, store.labelSets.current(), space, pages)
  return { store, space, evidence, pages, paths: store.files.paths() }
}

export function photoAt(
  { space, paths }: Pick<CheckedLibrary, 'space' | 'paths'>,
  index: number,
): Pick<Output<'insights'>['outliers'][number], 'id' | 'path'> {
  const id = space.ids[index]
  return { id, path: paths.get(id) ?? '' }
}

/** @param label index of the class in the evidence, or -1 */
export function className(
  { store, evidence }: Pick<CheckedLibrary, 'store' | 'evidence'>,
  label: number,
): string | null {
  return label < 0 ? null : store.classes.name(evidence.classIds[label])
}
