/** @file What a photo is, in a few words: its class, or what it is thought to be. */
import { useI18n } from 'vue-i18n'
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import { asideOfRow, stateOfRow } from '../../stores/photo-tests.ts'
import type { PhotoColumns } from '../../stores/photo-tests.ts'

export function usePhotoWords() {
  const { t, n } = useI18n()
  return (columns: PhotoColumns, id: number): string => {
    const row = rowOfPhoto(columns, id)
    if (row < 0) return ''
    const { classes, classOf, probability } = columns
    const aside = asideOfRow(columns, row)
    if (aside !== undefined) return t('aside.as', { name: t(`aside.name.${aside}`) })
    return t(`map.photo.${stateOfRow(columns, row)}`, {
      class: classes[classOf[row]] ?? '',
      probability: n(probability[row], { style: 'percent', maximumFractionDigits: 0 }),
    })
  }
}
