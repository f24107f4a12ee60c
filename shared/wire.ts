/**
 * @file The messages that travel through a `Port`: call, cancel, reply, error, event. Every message is validated where
 * it arrives, because the other side may be another version, another process or, over a WebSocket, a stranger.
 */
import { z } from 'zod'
import { PlainError } from './errors.ts'

/** Numbers calls per client and events per server, each from 1 upwards. */
const sequence = z.int().positive()

/** Client to engine. */
export const ClientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('call'), sequence, method: z.string(), input: z.unknown() }),
  /** Asks that the call of this number stops; it is still answered, by `reply` or `error`, once it has. */
  z.object({ type: z.literal('cancel'), sequence }),
])
export type ClientMessage = z.infer<typeof ClientMessage>

/** Engine to client. `reply` and `error` carry the number of the call they answer, `event` a number of its own. */
export const EngineMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('reply'), sequence, output: z.unknown() }),
  z.object({ type: z.literal('error'), sequence, error: PlainError }),
  z.object({ type: z.literal('event'), sequence, event: z.string(), payload: z.unknown() }),
])
export type EngineMessage = z.infer<typeof EngineMessage>

/**
 * The problems that zod found, as one readable sentence.
 * @param subject What was validated, e.g. "the answer in page.json".
 */
export function issuesSentence(error: z.ZodError, subject: string): string {
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)} is wrong: ${issuesIn(error)}.`
}

/** The problems that zod found, at most three of them, without a full stop. */
export function issuesIn(error: z.ZodError): string {
  const issues = error.issues.flatMap(mostTelling)
  const shown = issues.slice(0, 3).map((issue) => {
    const place = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
    return place === '' ? issue.message : `${place.replace(/^\./, '')}: ${issue.message}`
  })
  const rest = issues.length - shown.length
  const more = rest > 0 ? `; and ${rest} more` : ''
  return `${shown.join('; ').replace(/\.$/, '')}${more}`
}

/** Of a union's branches, the one that went deepest says most about what the caller meant. */
function mostTelling(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const depth = (branch: z.core.$ZodIssue[]) => Math.max(...branch.map((inner) => inner.path.length))
  const branch = issue.errors.reduce((best, next) => (depth(next) > depth(best) ? next : best))
  return branch.flatMap((inner) => mostTelling({ ...inner, path: [...issue.path, ...inner.path] }))
}
