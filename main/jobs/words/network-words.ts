/** @file What the shipped networks know by name: their last layers and the words for their classes, each read once per process. */
import type { BuiltInBackbone } from '../../../shared/domain.ts'
import { Language } from '../../../shared/languages.ts'
import { readImageNetClassifier, type ImageNetClassifier } from '../../model/imagenet.ts'
import { readNouns, type Nouns } from '../../model/words/nouns.ts'
import { readVocabulary, type Vocabulary } from '../../model/words/vocabulary.ts'

/** 5 MB each, and the same in every language. */
const classifiers = new Map<BuiltInBackbone, Promise<ImageNetClassifier>>()
const vocabularies = new Map<Language, Promise<Vocabulary>>()
/** By the folder that they are read from. */
const nouns = new Map<string, Promise<Nouns>>()

/** @param resources absolute path of the folder `resources/`. */
export function classifierOf(backbone: BuiltInBackbone, resources: string): Promise<ImageNetClassifier> {
  return once(classifiers, backbone, () => readImageNetClassifier(backbone, resources))
}

export function vocabularyIn(language: Language, resources: string): Promise<Vocabulary> {
  return once(vocabularies, language, () =>
    readVocabulary(
      resources,
      language,
      once(nouns, resources, () => readNouns(resources)),
    ),
  )
}

/** All languages, the given one first: people mix them, and a folder may have been named by somebody else. */
export function vocabulariesFrom(language: Language, resources: string): Promise<Vocabulary[]> {
  const others = Language.options.filter((each) => each !== language)
  return Promise.all([language, ...others].map((each) => vocabularyIn(each, resources)))
}

/** What could not be read is tried again the next time. */
async function once<K, V>(known: Map<K, Promise<V>>, key: K, read: () => Promise<V>): Promise<V> {
  const value = known.get(key) ?? read()
  known.set(key, value)
  try {
    return await value
  } catch (thrown) {
    known.delete(key)
    throw thrown
  }
}
