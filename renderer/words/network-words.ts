/** @file What the networks are called; one that has no words yet is called as the engine calls it. */
import { useI18n } from 'vue-i18n'
import type { NetworkName } from '../../shared/domain.ts'

export function useNetworkWords() {
  const composer = useI18n()

  function words(name: NetworkName, what: 'name' | 'text' | 'short'): string {
    const key = `training.networks.${name}.${what}`
    if (composer.te(key, 'en')) return composer.t(key)
    return what === 'text' ? '' : name
  }
  return {
    name: (name: NetworkName) => words(name, 'name'),
    text: (name: NetworkName) => words(name, 'text'),
    /** For lists. */
    short: (name: NetworkName) => words(name, 'short'),
  }
}
