/** @file Takes the place of an engine that could not start: every call is answered by the reason, so that a window can show it. */
import type { AppError } from '../../../shared/errors.ts'
import type { Port } from '../../../shared/port.ts'
import { ClientMessage, refusalOf, type EngineMessage } from '../../../shared/wire.ts'

export function refuse(port: Port, error: AppError): void {
  port.onMessage((message) => {
    const parsed = ClientMessage.safeParse(message)
    if (!parsed.success) {
      port.post(refusalOf(message, parsed.error))
      return
    }
    if (parsed.data.type !== 'call') return
    const answer: EngineMessage = { type: 'error', sequence: parsed.data.sequence, error: error.toPlain() }
    port.post(answer)
  })
}
