/** @file What the things that can be compared are called: ways of training, and what works without. */
import { useI18n } from 'vue-i18n'
import type { CompareName } from '../../../shared/contract/measures.ts'
import { StrategyName } from '../../../shared/domain.ts'
import { useStrategyWords } from '../training/strategy-words.ts'

export function useCompareWords() {
  const strategies = useStrategyWords()
  const composer = useI18n()

  function name(compared: CompareName): string {
    const strategy = StrategyName.safeParse(compared)
    if (strategy.success) return strategies.name(strategy.data)
    const key = `compare.names.${compared}`
    return composer.te(key, 'en') ? composer.t(key) : compared
  }
  return { name }
}
