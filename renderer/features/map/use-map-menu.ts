/** @file The menu over a photo of the map: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../stores/library.ts'
import type { KeyAction } from '../../ui/keys/press.ts'
import { useMenuItems, type MenuItem } from '../../ui/menu/menu-item.ts'
import type { MapSelection } from './use-map-selection.ts'

export type MapMenuAction = Extract<KeyAction<'map'>, 'large' | 'open' | 'name' | 'selectGroup' | 'selectAll'>

/** @param canName a photo that the menu is about has no class yet. */
export function useMapMenu({ focused }: Pick<MapSelection, 'focused'>, canName: () => boolean) {
  const { t } = useI18n()
  const library = useLibrary()
  const item = useMenuItems('map')

  return computed((): MenuItem<MapMenuAction>[][] => {
    const isNowhere = focused.value === undefined
    return [
      [
        item('name', t('keys.does.nameMarked'), {
          disabled: library.isReadOnly || !canName(),
          takesFocus: true,
        }),
        item('open', t('keys.does.openMarked'), { takesFocus: true }),
        item('large', t('keys.does.large'), { disabled: isNowhere, takesFocus: true }),
      ],
      [
        item('selectGroup', t('keys.does.selectGroup'), { disabled: isNowhere }),
        item('selectAll', t('map.selectAll')),
      ],
    ]
  })
}
