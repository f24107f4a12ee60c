/** @file The figures of the estimate as words. Pure. */
import type { Estimate } from '../../../../shared/contract/library.ts'

/** With fewer checks the engine gives no estimate. */
export const CHECKS_FOR_ESTIMATE = 10
/** With fewer labels no page is a check: the guesses change so fast that it would mean nothing. */
export const LABELS_FOR_CHECKS = 50

type Format = (value: number, options: Intl.NumberFormatOptions) => string

/** "93 %", "88 %" and "97 %": whole percentages, since the interval is much wider than that. */
export function percentRange(
  { accuracy, low, high }: Pick<Estimate, 'accuracy' | 'low' | 'high'>,
  n: Format,
): Record<'share' | 'low' | 'high', string> {
  const whole = (value: number): string => n(value, { style: 'percent', maximumFractionDigits: 0 })
  return { share: whole(accuracy), low: whole(low), high: whole(high) }
}
