/** @file The menu over a group: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../stores/library.ts'
import type { KeyAction } from '../../ui/keys/press.ts'
import { useMenuItems, type MenuItem } from '../../ui/menu/menu-item.ts'
import type { CardSelection } from './use-card-selection.ts'

export type GroupMenuAction = Extract<KeyAction<'groups'>, 'open' | 'name' | 'merge' | 'split' | 'selectAll'>

export function useGroupMenu({ selected }: Pick<CardSelection, 'selected'>) {
  const { t } = useI18n()
  const library = useLibrary()
  const item = useMenuItems('groups')

  return computed((): MenuItem<GroupMenuAction>[][] => {
    const { isReadOnly } = library
    const { size } = selected.value
    return [
      [
        item('open', t('keys.does.openGroup'), { takesFocus: true }),
        item('name', t('keys.does.nameGroup'), { disabled: isReadOnly, takesFocus: true }),
      ],
      [
        item('merge', t('keys.does.mergeGroups'), { disabled: isReadOnly || size < 2 }),
        item('split', t('keys.does.splitGroup'), { disabled: isReadOnly || size > 1, takesFocus: true }),
      ],
      [item('selectAll', t('groups.selectAll'))],
    ]
  })
}
