/** @file Photos that are set aside are decided: they stand in no list of the check, and come back with an undo. */
import { rowOfPhoto } from '../../stores/arrange-photos.ts'
import { asideOfRow } from '../../stores/photo-tests.ts'
import { usePhotos } from '../../stores/photos.ts'

/** For a component or a store. */
export function useNotAside(): (id: number) => boolean {
  const photos = usePhotos()
  return (id) => {
    const { columns } = photos
    const row = columns === undefined ? -1 : rowOfPhoto(columns, id)
    return columns === undefined || row < 0 || asideOfRow(columns, row) === undefined
  }
}
