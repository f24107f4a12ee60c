/** @file The filters that hold, each in words and with what takes it away. Words that are looked for are not among them: their field shows them. */
import {
  Aperture,
  Archive,
  Camera,
  CalendarDays,
  CircleDot,
  Copy,
  Folder,
  Gauge,
  ScanEye,
  Tag,
} from '@lucide/vue'
import { computed, type Component } from 'vue'
import { useI18n } from 'vue-i18n'
import { SUREST, toggled, type FoundPhotos } from '../../../stores/photo-filter.ts'
import { usePhotos } from '../../../stores/photos.ts'
import { toggledFlaw } from '../../../stores/quality-kinds.ts'
import { useQualityWords } from '../../../words/quality-words.ts'

export interface FilterChip {
  readonly key: string
  readonly icon: Component
  readonly label: string
  readonly remove: () => void
}

export function useFilterChips() {
  const photos = usePhotos()
  const { t, n, d } = useI18n()
  const measureWords = useQualityWords()
  const percent = (value: number): string => n(value / SUREST, { style: 'percent', maximumFractionDigits: 0 })
  const day = (text: string): string => d(Date.parse(text), { dateStyle: 'medium', timeZone: 'UTC' })

  /** One for each value of a list. */
  function each(part: 'classes' | 'cameras' | 'folders', icon: Component, nameOf = (value: string) => value) {
    return photos.filter[part].map((value): FilterChip => ({
      key: `${part} ${value}`,
      icon,
      label: nameOf(value),
      remove: () => (photos.filter[part] = toggled(photos.filter[part], value)),
    }))
  }
  function foundWords({ word, isTitle = false }: FoundPhotos): string {
    return isTitle ? word : t('library.word.shown', { word })
  }
  function dates(): string | undefined {
    const { from, to } = photos.filter
    if (from !== null && to !== null) return t('library.filters.days', { from: day(from), to: day(to) })
    if (from !== null) return t('library.filters.fromDay', { day: day(from) })
    return to === null ? undefined : t('library.filters.toDay', { day: day(to) })
  }
  function single(key: string, icon: Component, label: string | undefined, remove: () => void): FilterChip[] {
    return label === undefined ? [] : [{ key, icon, label, remove }]
  }

  return computed((): FilterChip[] => {
    const { filter, facts } = photos
    const { state, sure, copies, found } = filter
    const surely = sure && { low: percent(sure[0]), high: percent(sure[1]) }
    return [
      ...single('found', ScanEye, found ? foundWords(found) : undefined, () => {
        filter.found = null
      }),
      ...single('state', CircleDot, state === 'all' ? undefined : t(`library.states.${state}`), () => {
        filter.state = 'all'
      }),
      ...each('classes', Tag),
      ...single('sure', Gauge, surely ? t('library.filters.sureRange', surely) : undefined, () => {
        filter.sure = null
      }),
      ...single('dates', CalendarDays, dates(), () => {
        Object.assign(filter, { from: null, to: null })
      }),
      ...each('folders', Folder, (key) => facts?.folders.find((each) => each.key === key)?.label ?? key),
      ...each('cameras', Camera),
      ...filter.asides.map((as): FilterChip => ({
        key: `asides ${as}`,
        icon: Archive,
        label: t('aside.as', { name: t(`aside.name.${as}`) }),
        remove: () => (filter.asides = toggled(filter.asides, as)),
      })),
      ...filter.flaws.map(({ kind, line }): FilterChip => ({
        key: `flaws ${kind}`,
        icon: Aperture,
        label: t('library.filters.flaw', {
          line: t(`check.quality.line.${kind}`),
          value: measureWords(kind, line),
        }),
        remove: () => (filter.flaws = toggledFlaw(filter.flaws, kind)),
      })),
      ...single('copies', Copy, copies ? t(`library.filters.copiesOf.${copies}`) : undefined, () => {
        filter.copies = null
      }),
    ]
  })
}
