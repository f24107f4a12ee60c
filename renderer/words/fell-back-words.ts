/** @file Says that a training went on with another backend than it began with. */
import type { BackendName } from '../../shared/domain.ts'
import { i18n } from '../i18n.ts'

export interface FallenBack {
  /** `later`: it was trained already; it was embedding other photos. */
  when: 'fellBack' | 'fellBackLater'
  /** What computed in the end. */
  backend: BackendName
  /** What had failed before, in this order. */
  failed: readonly BackendName[]
}

/** One sentence, in the window's language. */
export function fellBackWords({ when, backend, failed }: FallenBack): string {
  const { t, locale } = i18n.global
  const name = (each: BackendName): string => t(`training.computes.names.${each}`)
  const names = new Intl.ListFormat(locale.value).format(failed.map(name))
  return t(`training.computes.${when}`, { failed: names, backend: name(backend) })
}
