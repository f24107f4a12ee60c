/** @file The menu over the classes: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { KeyAction } from '../../ui/keys/press.ts'
import { useMenuItems, type MenuItem } from '../../ui/menu/menu-item.ts'
import type { ClassActions } from './use-class-actions.ts'

export type ClassMenuAction = Extract<
  KeyAction<'classes'>,
  'open' | 'openSuggested' | 'large' | 'rename' | 'mark' | 'merge' | 'split' | 'remove' | 'selectAll'
>

export function useClassMenu({ can }: ClassActions) {
  const { t } = useI18n()
  const item = useMenuItems('classes')

  return computed((): MenuItem<ClassMenuAction>[][] => {
    const takesFocus = true
    return [
      [
        item('open', t('classes.menu.open'), { disabled: !can.value.open, takesFocus }),
        item('openSuggested', t('classes.menu.openSuggested'), {
          disabled: !can.value.suggested,
          takesFocus,
        }),
        item('large', t('classes.menu.large'), { disabled: !can.value.large, takesFocus }),
      ],
      [
        item('rename', t('classes.menu.rename'), { disabled: !can.value.rename, takesFocus }),
        item('mark', t('classes.menu.mark'), { disabled: !can.value.mark, takesFocus }),
        item('merge', t('classes.menu.merge'), { disabled: !can.value.merge, takesFocus }),
        item('split', t('classes.menu.split'), { disabled: !can.value.split, takesFocus }),
        item('remove', t('classes.menu.remove'), { disabled: !can.value.remove, takesFocus }),
      ],
      [item('selectAll', t('classes.menu.selectAll'))],
    ]
  })
}
