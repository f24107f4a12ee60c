/**
 * @file The picture of a photo that is shown large: its thumbnail at once, the sharp picture when that is there, and all of its pixels
 * when they are asked for.
 */
import { ref, watch } from 'vue'
import { useLibrary } from '../../stores/library.ts'

export function useSharpPicture(photo: () => number) {
  const library = useLibrary()
  const source = ref('')
  /** There is no sharp picture; the thumbnail stays. */
  const isGone = ref(false)
  /** Nor a thumbnail. */
  const isBroken = ref(false)
  /** Pixels of the longest side of what is shown, once that is sharp. */
  const longestSide = ref(0)
  /** All of the pixels are there. */
  const isFull = ref(false)
  /** They were asked for, once for each photo. */
  let full: Promise<void> | undefined

  function load(wanted: number): void {
    isGone.value = false
    isBroken.value = false
    isFull.value = false
    full = undefined
    longestSide.value = 0
    source.value = library.thumbnail(wanted)
    show(wanted, 'large').catch(() => {
      isGone.value = wanted === photo()
    })
  }
  /** @throws where the picture cannot be had. */
  async function show(wanted: number, size: 'large' | 'full'): Promise<void> {
    const sharp = new Image()
    sharp.src = library[size](wanted)
    await sharp.decode()
    const side = Math.max(sharp.naturalWidth, sharp.naturalHeight)
    // The thumbnail stands in for an original that cannot be read at the moment.
    if (wanted !== photo() || side < longestSide.value || (isFull.value && size === 'large')) return
    source.value = sharp.src
    longestSide.value = side
    isFull.value = size === 'full'
  }
  function loadFull(): Promise<void> {
    full ??= show(photo(), 'full').catch(() => undefined) // the large one stays
    return full
  }

  watch(photo, load, { immediate: true })
  return { source, isGone, isBroken, longestSide, isFull, loadFull }
}
