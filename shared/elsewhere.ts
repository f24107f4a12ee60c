/**
 * @file Photos whose originals are elsewhere: in a bucket, or on another machine. Where such a photo lies is a URI, which no path on
 * this machine looks like, so that the form alone tells both apart.
 */

/** A scheme of two letters at least, since one is a drive of Windows. */
const URI = /^([a-z][a-z0-9+.-]+:\/\/[^/]*)\/(.+)$/is

/** Whether this place, or this part of the beginning of one, is not on this machine's disks. */
export function isElsewhere(place: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(place)
}

/**
 * `s3://bucket/a/b.jpg` as `s3://bucket` and `a/b.jpg`: the whole of it is both with a `/` between them, letter by letter. Undefined for what
 * names no file in such a place.
 */
export function partsOfUri(uri: string): { readonly root: string; readonly relative: string } | undefined {
  const found = URI.exec(uri)
  return found === null ? undefined : { root: found[1], relative: found[2] }
}
