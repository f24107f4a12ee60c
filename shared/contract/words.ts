/** @file Words that the shipped networks know, and photos that show what a word means. */
import { z } from 'zod'
import { PhotoId, Probability } from '../domain.ts'
import { Language } from '../languages.ts'
import { count, method } from './method.ts'

/** What a typed word means to the network. */
export const WordMeaning = z.object({
  /** The word that it knows; where it knows only a part of what was typed, that part. */
  word: z.string(),
  /** What it looks for: those of its 1,000 classes that are kinds of it, by their everyday names in the language asked for. */
  kinds: z.array(z.string()).min(1),
  /** True where the word is a kind of something that the network knows, and nothing narrower is known. */
  isNarrower: z.boolean(),
})
export type WordMeaning = z.infer<typeof WordMeaning>

/** Looked up in this language first, then in the others. */
const word = z.string().trim().min(1).max(200)

export const wordMethods = {
  /** Looks at no photo. */
  lookUpWord: method(
    { word, language: Language.default('en') },
    z.object({
      /** Null for a word that the network does not know, and where no network with words has read the photos. */
      meaning: WordMeaning.nullable(),
    }),
  ),
  /**
   * Photos that show what a word means, likeliest first: by the network that read them, or by the person's class of such a name.
   * @throws AppError `not-found` where neither knows the word; its sentence names words that are nearly the same.
   */
  search: method(
    {
      word,
      limit: z.int().positive().default(100),
      /** Photos with a lower score are left out. */
      minProbability: Probability.default(0.1),
      language: Language.default('en'),
    },
    z.object({
      /** Null where only classes were searched. */
      meaning: WordMeaning.nullable(),
      /** Classes of the library that are meant. */
      classes: z.array(z.string()),
      /** Photos with such a score, also those beyond the limit. */
      found: count,
      photos: z.array(
        z.object({
          id: PhotoId,
          path: z.string(),
          /** Probability that it shows the word; 1 for a confirmed photo of a class that is meant. */
          score: Probability,
          /** Whose score it is: that of the person's class, confirmed or suggested, or that of the network. */
          by: z.enum(['class', 'network']),
        }),
      ),
    }),
  ),
} as const
