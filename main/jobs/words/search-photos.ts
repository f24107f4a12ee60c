/** @file Photos that show what a word means: by the network that read them, and by the person's classes of such a name. */
import type { Output, Parsed } from '../../../shared/contract.ts'
import type { WordMeaning } from '../../../shared/contract/words.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { classesMeant } from '../../model/words/classes-meant.ts'
import { meaningOf, nearWords, type Meaning, type Vocabulary } from '../../model/words/vocabulary.ts'
import { shareOf } from '../../model/words/word-shares.ts'
import type { JobContext } from '../context.ts'
import { vocabulariesFrom } from './network-words.ts'
import { namingBackbone, tellSeenClasses } from './seen-classes.ts'

type Words = Pick<JobContext, 'store' | 'resources'>
type Found = Output<'search'>['photos'][number]

/** The likeliest class of a photo without a label. */
interface Suggestion {
  readonly photo: PhotoId
  readonly class: string
  readonly probability: number
}

export async function lookUpWord(
  context: Words,
  { word, language }: Parsed<'lookUpWord'>,
): Promise<Output<'lookUpWord'>> {
  if (namingBackbone(context) === undefined) return { meaning: null }
  const vocabularies = await vocabulariesFrom(language, context.resources)
  return { meaning: shownMeaning(meaningOf(word, vocabularies), vocabularies) }
}

/**
 * @param suggest asked for only where a class is meant: it may take a moment.
 * @throws AppError `not-found` for a word that neither the network nor a class knows; `cancelled`
 */
export async function searchPhotos(
  context: JobContext,
  { word, limit, minProbability, language }: Parsed<'search'>,
  suggest: () => Promise<readonly Suggestion[]>,
): Promise<Output<'search'>> {
  const vocabularies = await vocabulariesFrom(language, context.resources)
  const backbone = namingBackbone(context)
  const meaning = backbone && meaningOf(word, vocabularies)
  const scores = new Map<PhotoId, Pick<Found, 'score' | 'by'>>()
  const classes = classesMeant(word, classNames(context), vocabularies)
  if (backbone !== undefined && meaning !== undefined) {
    await tellSeenClasses(context, backbone, context.store.photos.presentIds(), (photo, probabilities) => {
      scores.set(photo, { score: shareOf(probabilities, meaning.classes), by: 'network' })
    })
  } else if (classes.length === 0) {
    throw new AppError('not-found', unknownWord(context, word, vocabularies))
  }
  for (const { photo, score } of await scoresOfClasses(context, classes, suggest)) {
    if (score >= (scores.get(photo)?.score ?? 0)) scores.set(photo, { score, by: 'class' })
  }
  const isPresent = new Set(context.store.photos.presentIds()) // some may have left meanwhile
  const found = [...scores]
    .filter(([id, { score }]) => score >= minProbability && isPresent.has(id))
    .map(([id, each]) => ({ id, ...each }))
    .sort((a, b) => b.score - a.score || Number(b.by === 'class') - Number(a.by === 'class') || a.id - b.id)
  return {
    meaning: shownMeaning(meaning, vocabularies),
    classes,
    found: found.length,
    photos: withPaths(context, found.slice(0, limit)),
  }
}

/** Beyond this many, all paths are read at once: each by itself takes two statements. */
const FEW = 1_000

function withPaths({ store }: Words, found: readonly Omit<Found, 'path'>[]): Found[] {
  const all = found.length <= FEW ? undefined : store.files.paths()
  return found.flatMap((each): Found[] => {
    const path = all === undefined ? store.files.pathOf(each.id) : all.get(each.id)
    return path === undefined ? [] : [{ ...each, path }]
  })
}

function shownMeaning(meaning: Meaning | undefined, [{ names }]: readonly Vocabulary[]): WordMeaning | null {
  if (meaning === undefined) return null
  const { word, classes, isNarrower } = meaning
  return { word, kinds: [...new Set(classes.map((index) => names[index]))], isNarrower }
}

function classNames({ store }: Words): string[] {
  return store.classes.list(store.labelSets.current()).map(({ name }) => name)
}

/** 1 for confirmed photos of these classes, the probability of the suggestion for others. */
async function scoresOfClasses(
  { store }: Words,
  classes: readonly string[],
  suggest: () => Promise<readonly Suggestion[]>,
): Promise<{ photo: PhotoId; score: number }[]> {
  if (classes.length === 0) return []
  const labelSet = store.labelSets.current()
  const meant = new Set(classes)
  const names = store.classes.names(labelSet)
  const confirmed = [...store.journal.labels(labelSet)].filter(([, id]) => meant.has(names.get(id) ?? ''))
  const suggested = (await suggest()).filter((each) => meant.has(each.class))
  return [
    ...confirmed.map(([photo]) => ({ photo, score: 1 })),
    ...suggested.map(({ photo, probability }) => ({ photo, score: probability })),
  ]
}

function unknownWord(context: Words, word: string, vocabularies: readonly Vocabulary[]): Sentence {
  const backbone = context.store.features.active()
  if (backbone !== undefined && namingBackbone(context) === undefined) {
    return sentence('word-own-network', { word, backbone: backbone.name })
  }
  const near = nearWords(word, vocabularies)
  if (near.length === 0) return sentence('word-unknown', { word })
  return sentence('word-unknown-near', { word, near: near.join(', ') })
}
