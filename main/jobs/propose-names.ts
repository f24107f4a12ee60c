/** @file Names for a page of photos that nobody has named yet, by what the backbone itself was trained to tell apart. */
import { BuiltInBackbone, type Language, type Page } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { likeliestNames, readImageNetClassifier, type ImageNetClassifier } from '../model/imagenet.ts'
import type { JobContext } from './context.ts'

const MOST_NAMES = 3

/** Each is read once in the life of the process: a classifier is 5 MB. */
const classifiers = new Map<string, Promise<ImageNetClassifier>>()

/** At most three; none for pages that are not of kind `new`. A page is shown also where its names cannot be had. */
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
    return likeliestNames(await classifierOf(name.data, resources, language), features, MOST_NAMES)
  } catch (thrown) {
    log.warn({ error: AppError.from(thrown).message }, 'no names can be proposed')
    return []
  }
}

function classifierOf(
  backbone: BuiltInBackbone,
  resources: string,
  language: Language,
): Promise<ImageNetClassifier> {
  const key = `${backbone} ${language}`
  const known = classifiers.get(key)
  if (known !== undefined) return known
  const read = readImageNetClassifier(backbone, resources, language)
  classifiers.set(key, read)
  return read
}
