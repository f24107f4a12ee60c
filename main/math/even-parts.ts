/** Cuts 0 .. length into parts of at most `limit` (finite; at least one) that differ by at most one. */
export function evenParts(length: number, limit: number): [from: number, to: number][] {
  const parts = Math.ceil(length / Math.max(1, Math.floor(limit)))
  return Array.from({ length: parts }, (_, i) => [
    Math.floor((i * length) / parts),
    Math.floor(((i + 1) * length) / parts),
  ])
}
