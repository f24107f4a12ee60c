/** @file The menu over a photo of the library: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../../stores/library.ts'
import { keyName } from '../../../ui/keys/key-help.ts'
import type { KeyAction } from '../../../ui/keys/press.ts'
import type { MenuItem } from '../../../ui/menu/menu-item.ts'

export type GridMenuAction = Extract<KeyAction<'library'>, 'name' | 'unlabel' | 'open' | 'selectAll'>

export function useGridMenu() {
  const { t } = useI18n()
  const library = useLibrary()

  const groups = computed((): MenuItem<GridMenuAction>[][] => [
    [
      item('name', t('keys.does.giveClass'), library.isReadOnly),
      item('unlabel', t('keys.does.takeOff'), library.isReadOnly),
    ],
    [item('open', t('keys.does.large')), item('selectAll', t('library.selectAll'))],
  ])
  function item(name: GridMenuAction, label: string, disabled = false): MenuItem<GridMenuAction> {
    return { name, label, key: t(`keys.names.${keyName('library', name)}`), disabled }
  }
  return groups
}
