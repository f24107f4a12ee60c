/** @file The menu over a photo of a kind: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../../stores/library.ts'
import { useMenuItems, type MenuItem } from '../../../ui/menu/menu-item.ts'
import type { SuspectPage } from './use-suspect-page.ts'
import { useSuspectWords } from './use-suspect-words.ts'

export type KindMenuAction = 'keep' | 'change' | 'name' | 'exclude' | 'selectAll' | 'large'

export function useKindMenu(page: SuspectPage) {
  const library = useLibrary()
  const { t } = useI18n()
  const item = useMenuItems('kind')
  const { answerWords } = useSuspectWords(page)

  /** Whether the selected photos, or the focused one, are left out already. */
  const areOut = computed(() => page.selection.targets().every((id) => page.leftOut.value.has(id)))
  return computed((): MenuItem<KindMenuAction>[][] => {
    const cannot = { disabled: library.isReadOnly || page.meant.value.length === 0 }
    return [
      [
        item('keep', answerWords('keep'), cannot),
        item('change', answerWords('change'), cannot),
        item('name', t('check.suspects.another'), { ...cannot, takesFocus: true }),
      ],
      [
        item('exclude', t(areOut.value ? 'review.takeBackSelected' : 'review.leaveOutSelected')),
        item('selectAll', t('library.selectAll')),
      ],
      [item('large', t('review.showLarge'), { takesFocus: true })],
    ]
  })
}
