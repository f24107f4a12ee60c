/** @file A few thumbnails of a library, whether or not it is the one that is open. */
import { onScopeDispose, shallowRef, watch } from 'vue'
import { useClient } from '../../connection/use-client.ts'

/** @param library its folder; undefined for one that has no pictures, or is not there. @returns addresses for as long as the component lives. */
export function useLibraryPictures(library: () => string | undefined) {
  const client = useClient()
  const addresses = shallowRef<readonly string[]>([])
  let asked = 0

  function show(pictures: readonly Uint8Array<ArrayBuffer>[]): void {
    for (const address of addresses.value) URL.revokeObjectURL(address)
    addresses.value = pictures.map((bytes) => URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' })))
  }
  watch(
    library,
    async (folder) => {
      const own = ++asked
      // A card says enough without them.
      const answer =
        folder && (await client.call('libraryPictures', { library: folder }).catch(() => undefined))
      if (own === asked) show(answer ? answer.pictures.map((bytes) => new Uint8Array(bytes)) : [])
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    asked += 1
    show([])
  })
  return addresses
}
