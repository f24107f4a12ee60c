/** @file Which errors of a training may be the fault of what computes it, so that another backend is worth a try. */
import { AppError } from '../../../shared/errors.ts'
import { sentence, type PlainSentence } from '../../../shared/sentences/sentence.ts'

/**
 * A lost device and an exhausted memory arrive as plain errors with a library's words, as `RangeError` where JavaScript's own
 * memory ended, and as `WebAssembly.RuntimeError`. What we throw on purpose, and a defect of ours that every backend would
 * meet alike, do not count.
 */
export function isDeviceFailure(thrown: unknown): boolean {
  const isDefect = thrown instanceof TypeError || thrown instanceof ReferenceError
  return !isDefect && AppError.from(thrown).code === 'internal'
}

const OUT_OF_MEMORY = /out of (memory|bounds)|\boom\b|allocat|exhausted/i
const DEVICE_LOST = /device (was|is) lost/i

/** What a person is told of it, since a library's own words say nothing to whoever does not know it. */
export function deviceFailureSentence({ message, sentence: said }: AppError): PlainSentence {
  if (said !== undefined) return said
  if (DEVICE_LOST.test(message)) return sentence('backend-device-lost')
  return sentence(OUT_OF_MEMORY.test(message) ? 'backend-ran-out' : 'backend-gave-up')
}
