/** @file The value of a measure of quality, in words. */
import { useI18n } from 'vue-i18n'
import type { QualityKind } from '../stores/quality-kinds.ts'

export function useQualityWords(): (kind: QualityKind, value: number) => string {
  const { t, n } = useI18n()
  const percent = (value: number): string => n(value, { style: 'percent', maximumFractionDigits: 0 })
  const decimal = (value: number): string => n(value, { maximumFractionDigits: 1 })
  const words: Readonly<Record<QualityKind, (value: number) => string>> = {
    blurred: decimal,
    dark: (value) => percent(value / 255),
    bright: (value) => percent(value / 255),
    screen: percent,
    small: (value) => t('check.quality.pixels', { count: n(value) }),
    long: (value) => t('check.quality.ratio', { value: decimal(value) }),
  }
  return (kind, value) => words[kind](value)
}
