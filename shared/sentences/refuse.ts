/** @file What a schema refuses, as a sentence of the catalogue: it travels in the problem that zod reports. */
import type { z } from 'zod'
import { inEnglish, PlainSentence, type Sentence } from './sentence.ts'

/** Adds the problem to what a refinement found. */
export function refuse(context: z.RefinementCtx, said: Sentence): void {
  context.addIssue({ code: 'custom', message: inEnglish(said), params: { sentence: said } })
}

/** Undefined for a problem in zod's own words. */
export function sentenceOfIssue(issue: z.core.$ZodIssue): PlainSentence | undefined {
  return issue.code === 'custom' ? PlainSentence.safeParse(issue.params?.sentence).data : undefined
}
