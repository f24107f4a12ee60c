/** @file What the ways of training are called; one that has no words yet is called as the engine calls it. */
import { useI18n } from 'vue-i18n'
import type { StrategyName } from '../../shared/domain.ts'

export function useStrategyWords() {
  const composer = useI18n()
  const { t } = composer

  function words(name: StrategyName, what: 'name' | 'text'): string {
    const key = `training.strategies.${name}.${what}`
    if (composer.te(key, 'en')) return t(key)
    return what === 'name' ? name : ''
  }
  return {
    name: (name: StrategyName) => words(name, 'name'),
    text: (name: StrategyName) => words(name, 'text'),
  }
}
