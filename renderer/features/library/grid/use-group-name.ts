/** @file What the groups of the grid are called. */
import { useI18n } from 'vue-i18n'
import type { PhotoGroup } from '../../../stores/group-rows.ts'
import { usePhotos } from '../../../stores/photos.ts'

/** For a component. */
export function useGroupName() {
  const photos = usePhotos()
  const { t, d, n } = useI18n()

  return (group: PhotoGroup): string => {
    const { grouping, arrangement } = photos
    const { name } = group
    if (grouping === 'none') return ''
    if (name === null) return t(`library.group.without.${grouping}`)
    // A stack has no name of its own.
    if (grouping === 'stack')
      return t('library.group.stack', { number: n(arrangement.groups.indexOf(group) + 1) })
    return grouping === 'day' ? d(Date.parse(name), { dateStyle: 'full', timeZone: 'UTC' }) : name
  }
}
