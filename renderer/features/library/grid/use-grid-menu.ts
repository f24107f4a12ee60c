/** @file The menu over a photo of the library: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../../stores/library.ts'
import { usePhotos } from '../../../stores/photos.ts'
import type { KeyAction } from '../../../ui/keys/press.ts'
import { canStandBeside } from '../beside/use-beside.ts'
import type { Selection } from './use-selection.ts'
import { useMenuItems, type MenuItem } from '../../../ui/menu/menu-item.ts'

export type GridMenuAction =
  | Extract<KeyAction<'library'>, 'name' | 'unlabel' | 'open' | 'beside' | 'selectAll' | 'selectGroup'>
  | 'alike'

export function useGridMenu({ selected }: Selection) {
  const { t, n } = useI18n()
  const library = useLibrary()
  const photos = usePhotos()
  const item = useMenuItems('library')

  /** A photo that is not selected is the only one that the menu is about. */
  const count = computed(() => Math.max(1, selected.value.size))

  return computed((): MenuItem<GridMenuAction>[][] => [
    [
      item('name', t('keys.does.giveClass'), { disabled: library.isReadOnly, takesFocus: true }),
      item('unlabel', t('keys.does.takeOff'), { disabled: library.isReadOnly }),
    ],
    [
      item('open', t('keys.does.large'), { takesFocus: true }),
      item('beside', t('keys.does.beside'), {
        disabled: !canStandBeside(selected.value.size),
        takesFocus: true,
      }),
      { name: 'alike', label: t('library.alike.menu', { count: n(count.value) }, count.value) },
      item('selectAll', t('library.selectAll')),
      ...(photos.grouping === 'none' ? [] : [item('selectGroup', t('keys.does.selectGroup'))]),
    ],
  ])
}
