/** @file Selections of rows. */

/** The indices whose value passes the test, ascending. */
export function indicesWhere(
  values: Int32Array,
  wanted: (value: number, index: number) => boolean,
): Int32Array {
  const chosen: number[] = []
  values.forEach((value, index) => {
    if (wanted(value, index)) chosen.push(index)
  })
  return Int32Array.from(chosen)
}
