/** @file The figures of the estimate as words. Pure. */
import type { Estimate } from '../../../../shared/contract/library.ts'

/** The engine gives no estimate for fewer. */
export const CHECKS_FOR_ESTIMATE = 10
/** Before, no page is a check: the guesses change too fast for it to mean anything. */
export const LABELS_FOR_CHECKS = 50

type Format = (value: number, options: Intl.NumberFormatOptions) => string

/** "93 %", "88 %" and "97 %": whole per cents, since the interval is wider than that by far. */
export function percentRange(
  { accuracy, low, high }: Estimate,
  n: Format,
): Record<'share' | 'low' | 'high', string> {
  const whole = (value: number): string => n(value, { style: 'percent', maximumFractionDigits: 0 })
  return { share: whole(accuracy), low: whole(low), high: whole(high) }
}
