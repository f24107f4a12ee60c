/** @file The menu over a photo of the library: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../../stores/library.ts'
import type { KeyAction } from '../../../ui/keys/press.ts'
import { useMenuItems, type MenuItem } from '../../../ui/menu/menu-item.ts'

export type GridMenuAction = Extract<KeyAction<'library'>, 'name' | 'unlabel' | 'open' | 'selectAll'>

export function useGridMenu() {
  const { t } = useI18n()
  const library = useLibrary()
  const item = useMenuItems('library')

  return computed((): MenuItem<GridMenuAction>[][] => [
    [
      item('name', t('keys.does.giveClass'), { disabled: library.isReadOnly, takesFocus: true }),
      item('unlabel', t('keys.does.takeOff'), { disabled: library.isReadOnly }),
    ],
    [item('open', t('keys.does.large'), { takesFocus: true }), item('selectAll', t('library.selectAll'))],
  ])
}
