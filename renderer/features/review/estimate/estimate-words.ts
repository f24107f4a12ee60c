/** @file The figures of the estimate as words. Pure. */
import type { Output } from '../../../../shared/contract.ts'
import type { Estimate } from '../../../../shared/contract/library.ts'

/** With fewer checks the engine gives no estimate. */
export const CHECKS_FOR_ESTIMATE = 10
/** With fewer labels no page is a check: the guesses change so fast that it would mean nothing. */
export const LABELS_FOR_CHECKS = 50

type Format = (value: number, options: Intl.NumberFormatOptions) => string

/** "93 %", "88 %" and "97 %": whole percentages, since the interval is much wider than that; never more than it is, so that 99.6 % is not all. */
export function percentRange(
  { accuracy, low, high }: Pick<Estimate, 'accuracy' | 'low' | 'high'>,
  n: Format,
): Record<'share' | 'low' | 'high', string> {
  const written = (value: number): string =>
    value > ALMOST_ALL && value < 1
      ? n(Math.floor(1000 * value) / 1000, { style: 'percent', maximumFractionDigits: 1 })
      : n(value, { style: 'percent', maximumFractionDigits: 0 })
  return { share: written(accuracy), low: written(low), high: written(high) }
}

/** From here on a whole percentage would be 100 %. */
const ALMOST_ALL = 0.99
/** The last photos, of which a share of all photos says nothing. */
const FEW = 25

/** Of the last few photos without a class, how many guesses may be wrong; undefined while there are more, and where nothing is expected. */
export function fewLeft({
  expected,
  remaining,
  photos,
  setAside,
}: Pick<Output<'page'>, 'expected' | 'remaining' | 'photos' | 'setAside'>):
  | { readonly open: number; readonly wrong: number }
  | undefined {
  if (expected === null || remaining === 0 || remaining > FEW) return undefined
  const wrong = Math.ceil((1 - expected.low) * (photos - setAside))
  return { open: remaining, wrong: Math.min(remaining, Math.max(1, wrong)) }
}
