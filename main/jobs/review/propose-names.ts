/**
 * @file Proposes names for a page of photos without a name, from the classes that the backbone itself was trained on.
 */
import { BuiltInBackbone, type Page } from '../../../shared/domain.ts'
import type { Language } from '../../../shared/languages.ts'
import { AppError } from '../../../shared/errors.ts'
import {
  likeliestNames,
  readImageNetClassifier,
  readImageNetNames,
  type ImageNetClassifier,
} from '../../model/imagenet.ts'
import type { JobContext } from '../context.ts'

const MOST_NAMES = 3

/** Each is read once per process: a classifier is 5 MB, and the same in every language. */
const classifiers = new Map<BuiltInBackbone, Promise<ImageNetClassifier>>()
const namesIn = new Map<Language, Promise<string[]>>()

/**
 * At most three names; none for pages that are not of kind `new`. A page is shown even if its names cannot be
 * computed.
 */
export async function proposeNames(
  { store, resources, log }: Pick<JobContext, 'store' | 'resources' | 'log'>,
  page: Pick<Page, 'kind' | 'photos'>,
  language: Language,
): Promise<string[]> {
  const backbone = store.features.active()
  if (page.kind !== 'new' || backbone === undefined) return []
  const name = BuiltInBackbone.safeParse(backbone.name)
  if (!name.success) return []
  const photos = page.photos.map(({ id }) => id)
  const features = store.features.some(backbone.id, 'features', photos)
  if (features.rows === 0) return []
  try {
    const classifier = await once(classifiers, name.data, () => readImageNetClassifier(name.data, resources))
    const names = await once(namesIn, language, () => readImageNetNames(resources, language))
    return likeliestNames(classifier, names, features, MOST_NAMES)
  } catch (thrown) {
    log.warn({ error: AppError.from(thrown).message }, 'no names can be proposed')
    return []
  }
}

function once<K, V>(known: Map<K, Promise<V>>, key: K, read: () => Promise<V>): Promise<V> {
  const value = known.get(key) ?? read()
  known.set(key, value)
  return value
}
