/** @file Keeps small pictures from being blown up to the size of the window, where they would only be blurred. */
/** Times its own size: beyond that it is all blur. */
const MOST_ENLARGED = 4

/** Pixels: a thumbnail of this length stands for a picture that is larger, a shorter one has the picture's own size. */
const THUMBNAIL_SIDE = 384

/** For the `load` event of an `img` that fills its place. */
export function limitEnlargement({ target }: Event): void {
  if (!(target instanceof HTMLImageElement)) return
  const { naturalWidth, naturalHeight, style } = target
  const isStandIn =
    target.src.includes('/thumbnails/') && Math.max(naturalWidth, naturalHeight) >= THUMBNAIL_SIDE
  style.maxWidth = isStandIn ? '' : `${MOST_ENLARGED * naturalWidth}px`
  style.maxHeight = isStandIn ? '' : `${MOST_ENLARGED * naturalHeight}px`
}
