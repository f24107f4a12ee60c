/** @file What the networks are called, and which of those that ship are offered. */
import { useI18n } from 'vue-i18n'
import type { BackboneName } from '../../../shared/domain.ts'

/** Of each that ships there is a twin for old processors, which the engine takes by itself. */
const OFFERED: readonly BackboneName[] = ['efficientnet-lite2-int8', 'efficientnet-lite0-int8']

export function useBackboneWords() {
  const { t } = useI18n()
  return {
    name(backbone: BackboneName): string {
      if (backbone.startsWith('own:')) return backbone.slice('own:'.length)
      return t(isSmall(backbone) ? 'backbone.small.name' : 'backbone.large.name')
    },
    text(backbone: BackboneName): string {
      if (backbone.startsWith('own:')) return t('backbone.ownText')
      return t(isSmall(backbone) ? 'backbone.small.text' : 'backbone.large.text')
    },
  }
}

export function isSmall(backbone: BackboneName): boolean {
  return backbone.startsWith('efficientnet-lite0')
}

/** The one in force instead of its twin, then those of one's own. */
export function offered<Known extends { name: BackboneName }>(
  known: readonly Known[],
  active: BackboneName | null,
): Known[] {
  const shipped = OFFERED.map((name) =>
    active !== null && !active.startsWith('own:') && isSmall(active) === isSmall(name) ? active : name,
  )
  return [
    ...shipped.flatMap((name) => known.filter((each) => each.name === name)),
    ...known.filter(({ name }) => name.startsWith('own:')),
  ]
}
