/** @file Keeps small pictures from being blown up to the size of the window, where they would only be blurred. */
/** Beyond that it is all blur. */
const MOST_TIMES_ITS_SIZE = 4

/** Pixels: a thumbnail of this length stands for a picture that is larger, a shorter one has the picture's own size. */
const THUMBNAIL_SIDE = 384

/** For the `load` event of an `img` that fills its place. */
export function limitEnlargement({ target }: Event): void {
  if (!(target instanceof HTMLImageElement)) return
  const { naturalWidth, naturalHeight, style } = target
  const isStandIn =
    target.src.includes('/thumbnails/') && Math.max(naturalWidth, naturalHeight) >= THUMBNAIL_SIDE
  style.maxWidth = isStandIn ? '' : `${MOST_TIMES_ITS_SIZE * naturalWidth}px`
  style.maxHeight = isStandIn ? '' : `${MOST_TIMES_ITS_SIZE * naturalHeight}px`
}
