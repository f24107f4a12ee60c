/**
 * @file First guesses before anything is labelled: which of the person's class names each photo shows, by what the network that read
 * it knows of these names. Nothing is stored: what is right becomes a label like any other.
 */
import type { Output, Parsed } from '../../../shared/contract.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { meaningOf } from '../../model/words/vocabulary.ts'
import { guessName, shareClasses } from '../../model/words/word-shares.ts'
import type { JobContext } from '../context.ts'
import { vocabulariesFrom } from './network-words.ts'
import { namingBackbone, tellSeenClasses } from './seen-classes.ts'

/**
 * @returns the likeliest name of every photo without a label, likeliest first
 * @throws AppError `not-found` where the network knows none of the names, or has none at all; `cancelled`
 */
export async function suggestByNames(
  context: JobContext,
  {
    names,
    minProbability,
    language,
  }: Pick<Parsed<'suggest'>, 'minProbability' | 'language'> & { names: readonly string[] },
): Promise<Output<'suggest'>> {
  const { store } = context
  const wanted = [...new Set(names)]
  const vocabularies = await vocabulariesFrom(language, context.resources)
  const meanings = wanted.map((name) => meaningOf(name, vocabularies)?.classes ?? [])
  if (meanings.every((classes) => classes.length === 0)) {
    throw new AppError('not-found', sentence('names-unknown'))
  }
  const shared = shareClasses(meanings)
  const labels = store.journal.labelsOfAnyRole(store.labelSets.current())
  const paths = new Map([...store.files.paths()].filter(([id]) => !labels.has(id)))
  const suggestions: Output<'suggest'>['suggestions'] = []
  const backbone = namingBackbone(context)
  const active = store.features.active()
  if (backbone === undefined && active !== undefined) {
    throw new AppError('not-found', sentence('names-own-network', { backbone: active.name }))
  }
  if (backbone !== undefined) {
    await tellSeenClasses(context, backbone, [...paths.keys()], (id, probabilities) => {
      const guess = guessName(probabilities, shared)
      const path = paths.get(id)
      if (guess === undefined || path === undefined || guess.probability < minProbability) return
      suggestions.push({ id, path, class: wanted[guess.name], probability: guess.probability, head: null })
    })
  }
  return {
    suggestions: suggestions.sort((a, b) => b.probability - a.probability || a.id - b.id),
    unknownNames: wanted.filter((_, index) => meanings[index].length === 0),
  }
}
