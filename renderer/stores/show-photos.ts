/** @file Shows some photos in the library, with all that can be done there. */
import { useRouter } from 'vue-router'
import { usePhotos } from './photos.ts'

/** For a component. */
export function useShowPhotos() {
  const photos = usePhotos()
  const router = useRouter()

  /** @param title what they have in common. @param ids in the order in which they are shown. */
  return function show(title: string, ids: Iterable<number>): void {
    photos.show({ found: { word: title, isTitle: true, typed: null, photos: [...ids] } })
    void router.push({ name: 'library' })
  }
}
