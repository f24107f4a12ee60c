/**
 * @file The words of one language for the classes that the backbones were trained on and for all that these are kinds of, and what a
 * typed word means in them.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import type { Language } from '../../../shared/languages.ts'
import { nearestNames } from '../../math/nearest-names.ts'
import { readImageNetNames } from '../imagenet.ts'
import { readNouns, type Nouns } from './nouns.ts'
import { LanguageForms, partForms, wholeForms, wordKey } from './word-forms.ts'

/** What a word means to the network. */
export interface Meaning {
  /** As it is written; where only a part of what was typed is known, that part: "pepper" for "hot pepper". */
  readonly word: string
  /** Indices of classes, ascending; at least one. */
  readonly classes: readonly number[]
  /** True where the network knows only what the word is a kind of. */
  readonly isNarrower: boolean
}

/** A hypernym that people use: it is proposed as a name for photos of several of its kinds. */
export interface Hypernym {
  readonly name: string
  /** Indices of its classes, ascending. */
  readonly classes: readonly number[]
}

export interface Vocabulary {
  /** [classes]: everyday names. */
  readonly names: readonly string[]
  readonly hypernyms: readonly Hypernym[]
  /** By `wordKey`. */
  readonly words: ReadonlyMap<string, Meaning>
  readonly forms: LanguageForms
  /** Singulars by their irregular plurals. */
  readonly irregular: ReadonlyMap<string, string>
}

/** The file `words.json` of a language. */
const LanguageWords = z.object({
  forms: LanguageForms,
  /** Names of hypernyms by the synset's id; the first one is proposed, all are understood. */
  hypernyms: z.record(z.string(), z.tuple([z.string()], z.string())),
})

/**
 * @param resources absolute path of the folder `resources/`.
 * @param allNouns the same for every language: whoever reads several reads them once
 */
export async function readVocabulary(
  resources: string,
  language: Language,
  allNouns = readNouns(resources),
): Promise<Vocabulary> {
  const [nouns, names, file] = await Promise.all([
    allNouns,
    readImageNetNames(resources, language),
    readFile(path.join(resources, 'locales', language, 'words.json'), 'utf8'),
  ])
  const { forms, hypernyms: hypernymNames } = LanguageWords.parse(JSON.parse(file))
  const words = new Words()
  names.forEach((name, index) => {
    words.add(name, [index])
  })
  const hypernyms = Object.entries(hypernymNames).map(([id, [name, ...others]]): Hypernym => {
    const noun = nouns.byId.get(id)
    if (noun === undefined) {
      throw new AppError('internal', `The table of nouns lacks ${id}, which is called "${name}".`)
    }
    for (const word of [name, ...others]) words.add(word, noun.classes)
    return { name, classes: noun.classes }
  })
  const isEnglish = language === 'en' // as the nouns are
  if (isEnglish) addNouns(words, nouns)
  return {
    names,
    hypernyms,
    words: words.byKey,
    forms,
    irregular: isEnglish ? nouns.irregular : new Map<string, string>(),
  }
}

/** A kind of a class counts where its word has no other sense. */
function addNouns(words: Words, { byId }: Nouns): void {
  const kinds = [...byId.values()]
  for (const isNarrower of [false, true]) {
    for (const noun of kinds.filter((each) => each.isNarrower === isNarrower)) {
      for (const word of noun.words) words.add(word, noun.classes, isNarrower)
    }
  }
}

class Words {
  readonly byKey = new Map<string, Meaning>()

  /** A word with several senses means all of them. */
  add(word: string, classes: readonly number[], isNarrower = false): void {
    const key = wordKey(word)
    const known = this.byKey.get(key)
    if (known === undefined) this.byKey.set(key, { word, classes, isNarrower })
    else if (known.isNarrower === isNarrower) {
      const all = [...new Set([...known.classes, ...classes])].sort((a, b) => a - b)
      this.byKey.set(key, { ...known, classes: all })
    }
  }
}

/**
 * What a word means in the first of the vocabularies that knows the whole of it, or else in the first one that knows a part. A part
 * that is only a kind of a class is too far-fetched (a "head" would be a lavatory).
 * @param vocabularies the person's own language first
 */
export function meaningOf(written: string, vocabularies: readonly Vocabulary[]): Meaning | undefined {
  return (
    meaningOfWhole(written, vocabularies) ??
    firstKnown(written, vocabularies, partForms, ({ isNarrower }) => !isNarrower)
  )
}

/** The same, where all that was written is known. */
export function meaningOfWhole(written: string, vocabularies: readonly Vocabulary[]): Meaning | undefined {
  return firstKnown(written, vocabularies, wholeForms, () => true)
}

function firstKnown(
  written: string,
  vocabularies: readonly Vocabulary[],
  formsOf: typeof wholeForms,
  counts: (meaning: Meaning) => boolean,
): Meaning | undefined {
  for (const { words, forms, irregular } of vocabularies) {
    for (const form of formsOf(written, forms, irregular)) {
      const meaning = words.get(form)
      if (meaning !== undefined && counts(meaning)) return meaning
    }
  }
  return undefined
}

/** At most three known words that are written nearly like this one, nearest first. */
export function nearWords(written: string, vocabularies: readonly Vocabulary[]): string[] {
  // The first language that has a word writes it in its own way.
  const known = new Map(vocabularies.toReversed().flatMap(({ words }) => [...words]))
  return nearestNames(
    wordKey(written),
    [...known.values()].map(({ word }) => word),
  )
}
