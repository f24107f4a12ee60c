/**
 * @file Every sentence of the engine that a person can meet, in English, by a key. `{name}` is a placeholder; `one | many`
 * are two forms that go by `{count}`, as in resources/locales. German is there, under `sentences`; a test holds both together.
 */
import { checkSentences } from './check.ts'
import { commandLineSentences } from './command-line.ts'
import { elsewhereSentences } from './elsewhere.ts'
import { engineSentences } from './engine.ts'
import { exportSentences } from './export.ts'
import { indexSentences } from './indexing.ts'
import { jobSentences } from './jobs.ts'
import { learningSentences } from './learning.ts'
import { librarySentences } from './library.ts'
import { logSentences } from './log.ts'
import { networkSentences } from './networks.ts'
import { reviewSentences } from './review.ts'
import { tableSentences } from './tables.ts'

export const sentences = {
  ...engineSentences,
  ...librarySentences,
  ...checkSentences,
  ...indexSentences,
  ...elsewhereSentences,
  ...jobSentences,
  ...logSentences,
  ...reviewSentences,
  ...learningSentences,
  ...networkSentences,
  ...exportSentences,
  ...tableSentences,
  ...commandLineSentences,
} as const
