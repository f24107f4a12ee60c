/** @file Shows the photos of a mistake in the library: those that were of one class and were taken for another. */
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { usePhotos } from '../../../stores/photos.ts'

export function useMistakes() {
  const photos = usePhotos()
  const router = useRouter()
  const { t } = useI18n()
  return (from: string, to: string, ids: readonly number[]): void => {
    const title = t('training.confusion.shown', { from, to })
    photos.show({ found: { word: title, isTitle: true, typed: null, photos: ids } })
    void router.push({ name: 'library' })
  }
}
