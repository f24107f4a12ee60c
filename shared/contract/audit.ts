/** @file The audit: blind checks, and then a promise about the suggestions that are accepted. See main/learn/assessment/audit.ts. */
import { z } from 'zod'
import { Probability } from '../domain.ts'
import { count, method, seed } from './method.ts'

const bound = {
  /** Whose suggestions: the library's own unless said, or what was imported of another engine. While there is no class, both are the same. */
  of: z.enum(['own', 'imported']).optional(),
  /** The largest share of wrong suggestions that may be accepted. */
  maximumError: z.number().gt(0).lt(1).default(0.02),
  /** That it is no more. */
  confidence: z.number().min(0.5).lt(1).default(0.95),
}

export const AuditState = z.object({
  id: z.int().positive(),
  maximumError: z.number(),
  confidence: z.number(),
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  /** Suggestions that were frozen. */
  photos: count,
  /** Checks that were made, and how many of them said that the suggestion is right. */
  checks: count,
  right: count,
  /** Checks from the start to the end, if no threshold fails. */
  needed: count,
  /** `checking`: the next page is a check. Then what came of it: some threshold held, or not even the first. */
  outcome: z.enum(['checking', 'held', 'failed']),
  /** Highest threshold first, which is the order of the tests. */
  candidates: z.array(
    z.object({
      threshold: Probability,
      photos: count,
      /** Draws of its own test, of which `made` are done and `wrong` were wrong; more than `allowed` end the audit. */
      checks: count,
      made: count,
      wrong: count,
      allowed: count,
      state: z.enum(['waiting', 'checking', 'held', 'failed']),
    }),
  ),
  /** The lowest threshold that held so far: what `acceptAudit` would label now, and the most errors there may be in it. */
  accepted: z
    .object({ threshold: Probability, photos: count, unlabelled: count, errorAtMost: Probability })
    .nullable(),
})
export type AuditState = z.infer<typeof AuditState>

export const auditMethods = {
  /** What could be promised, and for how many checks; changes nothing. */
  auditPlan: method(
    { ...bound, seed },
    z.object({
      /** Without a label, with a suggestion. */
      photos: count,
      /** Those of them with one that was imported, whichever are meant. */
      imported: count,
      /** Highest threshold first; `checks`: blind answers up to here, those for the higher thresholds included. */
      candidates: z.array(z.object({ threshold: Probability, photos: count, checks: count, allowed: count })),
    }),
  ),
  /** Freezes the suggestions and the order of the tests; from now on `page` asks for the checks. */
  startAudit: method(
    {
      ...bound,
      /** The lowest threshold to test, one of the plan's; all of them unless said. */
      threshold: Probability.optional(),
      seed,
    },
    AuditState,
  ),
  audit: method({}, z.object({ audit: AuditState.nullable() })),
  /** Gives it up; the answers stay as labels. */
  stopAudit: method({}, z.object({ stopped: z.boolean() })),
  /** Labels what held, as one decision, and ends the audit. */
  acceptAudit: method({}, z.object({ decision: z.int(), labelled: count })),
} as const
