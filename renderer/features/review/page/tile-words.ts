/** @file What is said about a tile beside the name of its photo. */
import { useI18n } from 'vue-i18n'
import { isUnsure, type Tile, type TileMarks } from './tiles.ts'

export function useTileWords() {
  const { t, n } = useI18n()

  /** Its own suggestion, which stack it is of, and what becomes of it, each as a few words. */
  function tileNotes({ cover, stack }: Tile, { isOut, partlyOut, sentTo, aside }: TileMarks): string[] {
    return [
      ...(cover.class === undefined ? [] : [t('review.suggested', { class: cover.class })]),
      ...(isUnsure(cover) ? [t('review.unsure')] : []),
      ...(stack === undefined ? [] : [stackWords(stack)]),
      ...(sentTo !== undefined ? [t('review.sentTo', { class: sentTo })] : []),
      ...(aside !== undefined ? [t('aside.as', { name: t(`aside.name.${aside}`) })] : []),
      ...(isOut && sentTo === undefined && aside === undefined ? [t('review.leftOut')] : []),
      ...(partlyOut > 0 ? [t('review.partlyOut', { count: n(partlyOut) }, partlyOut)] : []),
    ]
  }
  function stackWords({ size, place }: NonNullable<Tile['stack']>): string {
    if (place === undefined) return t('review.stack', { count: n(size) })
    return t('review.ofStack', { place: n(place), count: n(size) })
  }
  return { tileNotes }
}
