/** @file The menu over a photo of the library: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { SetAsideAs } from '../../../../shared/set-aside.ts'
import { countStatesOf } from '../../../stores/arrange-photos.ts'
import { useLibrary } from '../../../stores/library.ts'
import { usePhotos } from '../../../stores/photos.ts'
import type { KeyAction } from '../../../ui/keys/press.ts'
import { canStandBeside } from '../beside/use-beside.ts'
import type { Selection } from './use-selection.ts'
import { useMenuItems, type MenuItem } from '../../../ui/menu/menu-item.ts'

export type GridMenuAction =
  | Extract<
      KeyAction<'library'>,
      | ('name' | 'unlabel' | 'asideUnsure' | 'asideNothing')
      | ('open' | 'beside' | 'selectAll' | 'selectGroup')
    >
  | ('asideCopy' | 'asidePoor' | 'bringBack' | 'alike')

export function useGridMenu({ selected, counts, focusedId }: Selection) {
  const { t, n } = useI18n()
  const library = useLibrary()
  const photos = usePhotos()
  const item = useMenuItems('library')

  /** A photo that is not selected is the only one that the menu is about. */
  const count = computed(() => Math.max(1, selected.value.size))

  /** How many they are stands in each line; who has a class among them is asked about. */
  function asideItems(): MenuItem<GridMenuAction>[] {
    const { columns } = photos
    const alone = focusedId.value === undefined ? [] : [focusedId.value]
    const isAlone = selected.value.size === 0
    const many = isAlone ? alone.length : selected.value.size
    const disabled = library.isReadOnly || many === 0
    const put = (as: SetAsideAs) => t('aside.put', { count: n(many), name: t(`aside.name.${as}`) }, many)
    const states = isAlone ? columns && countStatesOf(columns, alone) : counts.value
    const away = states?.aside ?? 0
    return [
      item('asideUnsure', put('unsure'), { disabled }),
      item('asideNothing', put('no-subject'), { disabled }),
      { name: 'asideCopy', label: put('near-copy'), disabled },
      { name: 'asidePoor', label: put('poor-quality'), disabled },
      ...(away === 0
        ? []
        : [{ name: 'bringBack' as const, label: t('aside.back', { count: n(away) }, away), disabled }]),
    ]
  }

  return computed((): MenuItem<GridMenuAction>[][] => [
    [
      item('name', t('keys.does.giveClass'), { disabled: library.isReadOnly, takesFocus: true }),
      item('unlabel', t('keys.does.takeOff'), { disabled: library.isReadOnly }),
    ],
    asideItems(),
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
