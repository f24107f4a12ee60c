/** @file What the groups of the grid are called. */
import { useI18n } from 'vue-i18n'
import type { PhotoGroup } from '../../../stores/group-rows.ts'
import { usePhotos } from '../../../stores/photos.ts'

/** For a component. */
export function useGroupName() {
  const photos = usePhotos()
  const { t, d } = useI18n()

  return ({ name }: PhotoGroup): string => {
    const { grouping } = photos
    if (grouping === 'none') return ''
    if (name === null) return t(`library.group.without.${grouping}`)
    if (grouping === 'stack') return t('library.group.stack')
    return grouping === 'day' ? d(Date.parse(name), { dateStyle: 'full', timeZone: 'UTC' }) : name
  }
}
