/** @file The menus over a doubted photo, and over those of a kind: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLibrary } from '../../../stores/library.ts'
import { useMenuItems, type MenuItem } from '../../../ui/menu/menu-item.ts'
import type { SuspectPage } from './use-suspect-page.ts'
import { useSuspectWords } from './use-suspect-words.ts'

type Answer = 'keep' | 'change' | 'name'
type MakeItem = (
  name: Answer,
  label: string,
  rest: { disabled: boolean; takesFocus?: boolean },
) => MenuItem<Answer>

/** What happens besides what is done to the page. */
interface Acts {
  readonly name: () => void
  readonly large: () => void
  readonly causes: () => void
}

/** Over the photo that is shown by itself. */
export function useSuspectMenu(page: SuspectPage, acts: Acts) {
  const { t, n } = useI18n()
  const item = useMenuItems('suspects')
  const { answerItems, answers, opened, choosing } = useAnswers(page, acts)
  const groups = computed((): MenuItem<Answer | 'kind' | 'causes' | 'large'>[][] => {
    const { length: count } = page.sameKind.value
    return [
      answerItems(item),
      [
        ...(count > 1 ? [item('kind', t('check.suspects.allOfKind', { count: n(count) }))] : []),
        item('causes', t('check.suspects.causes'), { takesFocus: true }),
      ],
      [item('large', t('review.showLarge'), { takesFocus: true })],
    ]
  })
  const { large, causes } = acts
  return { groups, opened, choose: choosing({ ...answers, kind: page.showKind, large, causes }) }
}

/** Over the selected photos of a kind. */
export function useKindMenu(page: SuspectPage, acts: Omit<Acts, 'causes'>) {
  const { t } = useI18n()
  const item = useMenuItems('kind')
  const { answerItems, answers, opened, choosing } = useAnswers(page, acts)
  const { selection } = page
  /** Whether the selected photos, or the focused one, are left out already. */
  const areOut = computed(() => selection.targets().every((id) => page.leftOut.value.has(id)))
  const groups = computed((): MenuItem<Answer | 'exclude' | 'selectAll' | 'large'>[][] => [
    answerItems(item),
    [
      item('exclude', t(areOut.value ? 'review.takeBackSelected' : 'review.leaveOutSelected')),
      item('selectAll', t('library.selectAll')),
    ],
    [item('large', t('review.showLarge'), { takesFocus: true })],
  ])
  const exclude = (): void => {
    page.leaveOut()
  }
  const { selectAll } = selection
  return { groups, opened, choose: choosing({ ...answers, exclude, selectAll, large: acts.large }) }
}

function useAnswers(page: SuspectPage, { name: openNaming }: Pick<Acts, 'name'>) {
  const library = useLibrary()
  const { t } = useI18n()
  const { answerWords } = useSuspectWords(page)
  /** The photos that the menu was opened on: others may have come since. */
  let openedOn: string | undefined

  function answerItems(item: MakeItem): MenuItem<Answer>[] {
    const cannot = { disabled: library.isReadOnly || page.meant.value.length === 0 }
    return [
      item('keep', answerWords('keep'), cannot),
      item('change', answerWords('change'), cannot),
      item('name', t('check.suspects.another'), { ...cannot, takesFocus: true }),
    ]
  }
  const answers: Readonly<Record<Answer, () => void>> = {
    keep: () => void page.answer(page.current.value?.class ?? ''),
    change: () => void page.answer(page.current.value?.suggested ?? ''),
    name: openNaming,
  }
  function opened(): void {
    openedOn = page.pageKey.value
  }
  function choosing<Name extends string>(actions: Readonly<Record<Name, () => void>>) {
    return (name: Name): void => {
      if (openedOn === page.pageKey.value) actions[name]()
    }
  }
  return { answerItems, answers, opened, choosing }
}
