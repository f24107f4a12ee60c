/**
 * @file The messages that travel through a `Port`: call, cancel, reply, error, event. Every message is validated where
 * it arrives, because the other side may be another version, another process or, over a WebSocket, a stranger.
 */
import { z } from 'zod'
import { AppError, PlainError } from './errors.ts'
import { sentenceOfIssue } from './sentences/refuse.ts'
import { sentence, type PlainSentence } from './sentences/sentence.ts'

/** Numbers calls per client and events per server, each from 1 upwards. */
const sequence = z.int().positive()

/** Letters; the longest of ours has about twenty. */
const LONGEST_METHOD = 100

/** Client to engine. */
export const ClientMessage = z.discriminatedUnion('type', [
  /** Without `input` it is the empty one. */
  z.object({
    type: z.literal('call'),
    sequence,
    method: z.string().max(LONGEST_METHOD),
    input: z.unknown().optional(),
    /** The number of the last event that the client had seen; 0 before the first. Left out, it means whatever library is open. */
    eventsSeen: z.int().nonnegative().optional(),
  }),
  /** Asks that the call of this number stops; it is still answered, by `reply` or `error`, once it has. */
  z.object({ type: z.literal('cancel'), sequence }),
])
export type ClientMessage = z.infer<typeof ClientMessage>

/** The number of no call: an error with it answers a message that has none that can be read. */
const NO_CALL = 0

/** Engine to client. `reply` and `error` carry the number of the call they answer, `event` a number of its own. */
export const EngineMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), sequence, output: z.unknown() }),
  z.object({
    type: z.literal('error'),
    sequence: z.union([sequence, z.literal(NO_CALL)]),
    error: PlainError,
  }),
  z.object({ type: z.literal('event'), sequence, event: z.string(), payload: z.unknown() }),
])
export type EngineMessage = z.infer<typeof EngineMessage>

/** The answer to a message that `ClientMessage` does not take, so that the caller does not wait for ever. */
export function refusalOf(message: unknown, error: z.ZodError): EngineMessage {
  const said = sentence('message-not-understood', { reason: issuesIn(error) })
  const problem = new AppError('bad-input', said)
  return { type: 'error', sequence: sequenceIn(message), error: problem.toPlain() }
}

/** The call's number in a malformed message; 0 where it has none. */
function sequenceIn(message: unknown): number {
  const parsed = z.looseObject({ sequence }).safeParse(message)
  return parsed.success ? parsed.data.sequence : NO_CALL
}

const SHOWN_ISSUES = 3
/** Letters of one problem: zod names what it does not know, be it as long as it will. */
const LONGEST_ISSUE = 300

/** What the schema itself says of an input, where that is all that is wrong with it. */
export function refusedInput(error: z.ZodError): PlainSentence | undefined {
  const [issue, ...others] = error.issues.flatMap(mostTelling)
  return others.length === 0 ? sentenceOfIssue(issue) : undefined
}

/** The problems that zod found, at most three of them, without a full stop. */
export function issuesIn(error: z.ZodError): string {
  const issues = error.issues.slice(0, SHOWN_ISSUES).flatMap(mostTelling)
  const shown = issues.slice(0, SHOWN_ISSUES).map((issue) => {
    const place = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
    const text = place === '' ? issue.message : `${place.replace(/^\./, '')}: ${issue.message}`
    return text.length > LONGEST_ISSUE ? `${text.slice(0, LONGEST_ISSUE)} ...` : text
  })
  const rest = Math.max(error.issues.length, issues.length) - shown.length
  const more = rest > 0 ? `; and ${rest} more` : ''
  return `${shown.join('; ').replace(/\.$/, '')}${more}`
}

/** Of a union's branches, the one that went deepest says most about what the caller meant. */
function mostTelling(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const depth = (branch: z.core.$ZodIssue[]) =>
    branch.reduce((deepest, { path }) => Math.max(deepest, path.length), 0)
  const branch = issue.errors.reduce((best, next) => (depth(next) > depth(best) ? next : best))
  return branch.flatMap((inner) => mostTelling({ ...inner, path: [...issue.path, ...inner.path] }))
}
