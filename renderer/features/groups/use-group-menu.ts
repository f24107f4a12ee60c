/** @file The menu over a group: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { SetAsideAs } from '../../../shared/set-aside.ts'
import { useLibrary } from '../../stores/library.ts'
import type { KeyAction } from '../../ui/keys/press.ts'
import { useMenuItems, type MenuItem } from '../../ui/menu/menu-item.ts'
import type { GroupCard } from './group-cards.ts'

export type GroupMenuAction = Extract<
  KeyAction<'groups'>,
  'open' | 'name' | 'asideUnsure' | 'asideNothing' | 'merge' | 'split' | 'selectAll'
>

/** @param selected the cards that the menu is about. */
export function useGroupMenu(selected: () => readonly GroupCard[]) {
  const { t, n } = useI18n()
  const library = useLibrary()
  const item = useMenuItems('groups')

  return computed((): MenuItem<GroupMenuAction>[][] => {
    const { isReadOnly } = library
    const cards = selected()
    const canName = cards.some(({ unconfirmed }) => unconfirmed > 0)
    const open = cards.reduce((sum, { unconfirmed }) => sum + unconfirmed, 0)
    const put = (as: SetAsideAs) => t('aside.put', { count: n(open), name: t(`aside.name.${as}`) }, open)
    const canSplit = cards.length === 1 && cards[0].photos.length > 1
    return [
      [
        item('open', t('keys.does.openGroup'), { takesFocus: true }),
        item('name', t('keys.does.nameGroup'), { disabled: isReadOnly || !canName, takesFocus: true }),
      ],
      [
        item('asideUnsure', put('unsure'), { disabled: isReadOnly || !canName, takesFocus: true }),
        item('asideNothing', put('no-subject'), { disabled: isReadOnly || !canName, takesFocus: true }),
      ],
      [
        item('merge', t('keys.does.mergeGroups'), { disabled: isReadOnly || cards.length < 2 }),
        item('split', t('keys.does.splitGroup'), { disabled: isReadOnly || !canSplit, takesFocus: true }),
      ],
      [item('selectAll', t('groups.selectAll'))],
    ]
  })
}
