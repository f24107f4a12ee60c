/**
 * @file Proposes names for photos without a name, from the classes that the backbone itself was trained on: the likeliest
 * of them, and what they are all kinds of.
 */
import { BuiltInBackbone, type Page, type PhotoId } from '../../../shared/domain.ts'
import type { Language } from '../../../shared/languages.ts'
import { sentenceOf } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { classProbabilities } from '../../model/imagenet.ts'
import { proposedNames } from '../../model/words/proposed-names.ts'
import { classifierOf, vocabularyIn } from '../words/network-words.ts'
import type { JobContext } from '../context.ts'

const MOST_NAMES = 3

type Needed = Pick<JobContext, 'store' | 'resources' | 'log'>

/** At most three names; none for pages that are not of kind `new`. */
export function proposeNames(
  context: Needed,
  { kind, photos }: Pick<Page, 'kind' | 'photos'>,
  language: Language,
): Promise<string[]> {
  if (kind !== 'new') return Promise.resolve([])
  const ids = photos.map(({ id }) => id)
  return namesOfPhotos(context, ids, language)
}

/** At most three; none where they cannot be computed, since photos are shown all the same. */
export async function namesOfPhotos(
  { store, resources, log }: Needed,
  photos: readonly PhotoId[],
  language: Language,
): Promise<string[]> {
  const backbone = store.features.active()
  if (backbone === undefined) return []
  const name = BuiltInBackbone.safeParse(backbone.name)
  if (!name.success) return []
  const features = store.features.some(backbone.id, 'features', photos)
  if (features.rows === 0) return []
  try {
    const vocabulary = await vocabularyIn(language, resources)
    const classifier = await classifierOf(name.data, resources)
    return proposedNames(await classProbabilities(classifier, features), vocabulary, MOST_NAMES)
  } catch (thrown) {
    log.warn(sentence('log-no-names'), { reason: sentenceOf(thrown) })
    return []
  }
}
