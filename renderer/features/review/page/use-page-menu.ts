/** @file The menu over a photo of a page: what the keys do, for those who look for it with the mouse. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { SetAsideAs } from '../../../../shared/set-aside.ts'
import { refuseMenu, useMenuItems, type MenuItem } from '../../../ui/menu/menu-item.ts'
import { useReview } from '../review-store.ts'
import { alikeSuggested, meantAlone, named } from './open-page.ts'
import { tileMarks } from './tiles.ts'

export type PageMenuAction =
  | ('name' | 'exclude' | 'keepOnly' | 'onlyClass' | 'selectOthers' | 'large' | 'openStack')
  | ('asideUnsure' | 'asideNothing')

/** @param act what happens besides what is done to the page: the field for a name opens, the photo is shown large. */
export function usePageMenu(act: { name: () => void; large: () => void; openStack: () => void }) {
  const review = useReview()
  const { t, n } = useI18n()
  const item = useMenuItems('page')
  /** The page that the menu was opened on: another one may have come since. */
  let openedOn: number | undefined

  const groups = computed((): MenuItem<PageMenuAction>[][] => {
    const { open, focusedTile: tile } = review
    if (open === undefined || tile === undefined) return []
    const { length } = named(open)
    const isOut = tileMarks(tile, open.marks).isOut
    const { size: chosen } = open.selected
    const isNone = chosen === 0
    const isMixed = open.page.kind === 'mixed'
    const { length: sameClass } = alikeSuggested(open)
    const own = tile.cover.class ?? ''
    const onlyClass = t('review.onlyClass', { class: own, count: n(sameClass) }, sameClass)
    const { stack } = tile
    const { length: alone } = meantAlone(open)
    const away = (as: SetAsideAs) => t('aside.put', { count: n(alone), name: t(`aside.name.${as}`) }, alone)
    return [
      [
        item('name', t('review.nameSelected', { count: n(length) }, length), {
          disabled: length === 0,
          takesFocus: true,
        }),
        item('exclude', t(isOut ? 'review.takeBackSelected' : 'review.leaveOutSelected')),
        item(
          'keepOnly',
          t(isMixed ? 'review.confirmOnly' : 'review.keepOnly', { count: n(chosen) }, chosen),
          {
            disabled: isNone,
          },
        ),
        ...(sameClass === 0 ? [] : [{ name: 'onlyClass' as const, label: onlyClass }]),
      ],
      [item('asideUnsure', away('unsure')), item('asideNothing', away('no-subject'))],
      [item('selectOthers', t('keys.does.selectOthers'), { disabled: isNone })],
      [
        item('large', t('review.showLarge'), { takesFocus: true }),
        ...(stack === undefined
          ? []
          : [item('openStack', t(stack.place === undefined ? 'review.unfold' : 'review.fold'))]),
      ],
    ]
  })

  /** A photo that is not selected is the only one that the menu is about. */
  function openOn(event: MouseEvent, place: number, isSelected: boolean): void {
    if (!review.isReady(event.timeStamp)) {
      refuseMenu(event)
      return
    }
    openedOn = review.page?.id
    if (isSelected) review.focusOn(place, 'keep')
    else review.selectTile(place, 'only')
  }
  function choose(action: PageMenuAction): void {
    const { open, focusedTile } = review
    if (open === undefined || focusedTile === undefined || open.page.id !== openedOn || !review.isReady())
      return
    if (action === 'exclude') {
      review.leaveOut(undefined, !tileMarks(focusedTile, open.marks).isOut)
    } else if (action === 'keepOnly') review.keepOnly()
    else if (action === 'onlyClass') review.confirmPart(alikeSuggested(open))
    else if (action === 'asideUnsure') review.setAside('unsure')
    else if (action === 'asideNothing') review.setAside('no-subject')
    else if (action === 'selectOthers') review.select('others')
    else act[action]()
  }
  return { groups, openOn, choose }
}
