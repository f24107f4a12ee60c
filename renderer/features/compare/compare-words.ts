/** @file What the things that can be compared are called: ways of training, and what works without. */
import { useI18n } from 'vue-i18n'
import type { CompareName, CompareRow } from '../../../shared/contract/compare.ts'
import { StrategyName, type BackendName } from '../../../shared/domain.ts'
import { useStrategyWords } from '../../words/strategy-words.ts'
import { listed } from '../../words/lists.ts'

export function useCompareWords() {
  const strategies = useStrategyWords()
  const composer = useI18n()
  const { t } = composer

  function name(compared: CompareName): string {
    const strategy = StrategyName.safeParse(compared)
    if (strategy.success) return strategies.name(strategy.data)
    const key = `compare.names.${compared}`
    return composer.te(key, 'en') ? t(key) : compared
  }

  function backend(of: BackendName): string {
    return t(`training.computes.short.${of}`)
  }

  /** With what it went without, and, where that tells rows apart, with what computed. */
  function row(of: CompareRow, all: readonly CompareRow[]): string {
    const backends = new Set(all.flatMap((each) => each.backend ?? []))
    const { pyramid, attention } = of.switches
    const parts = listed([
      name(of.strategy),
      ...(pyramid === false ? [t('compare.without.pyramid')] : []),
      ...(attention === 'off' ? [t('compare.without.attention')] : []),
    ])
    return of.backend === null || backends.size < 2 ? parts : `${parts} (${backend(of.backend)})`
  }
  return { name, backend, row }
}
