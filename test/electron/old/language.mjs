/**
 * @file What the language has gained since 2020, as far as the product uses it: for Chromium 83 and Node 12. Simple stand-ins,
 * good enough for a test, never for the product.
 */
const add = (target, name, value) => {
  if (!(name in target)) Object.defineProperty(target, name, { value, configurable: true, writable: true })
}
const at = function (index) {
  return this[index < 0 ? this.length + index : index]
}
for (const { prototype } of [Array, String, Int32Array, Float32Array, Uint8Array]) add(prototype, 'at', at)
add(Array.prototype, 'findLast', function (test) {
  return [...this].reverse().find(test)
})
add(Array.prototype, 'findLastIndex', function (test) {
  for (let i = this.length - 1; i >= 0; i--) if (test(this[i], i, this)) return i
  return -1
})
add(Array.prototype, 'toSorted', function (compare) {
  return [...this].sort(compare)
})
add(Array.prototype, 'toReversed', function () {
  return [...this].reverse()
})
add(Array.prototype, 'toSpliced', function (...words) {
  const copy = [...this]
  copy.splice(...words)
  return copy
})
add(Array.prototype, 'with', function (index, value) {
  return Object.assign([...this], { [index]: value })
})
add(Object, 'hasOwn', (object, key) => Object.prototype.hasOwnProperty.call(object, key))
add(Object, 'groupBy', (items, keyOf) => {
  const groups = {}
  for (const item of items) (groups[keyOf(item)] ??= []).push(item)
  return groups
})
add(Map, 'groupBy', (items, keyOf) => {
  const groups = new Map()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
})
add(String.prototype, 'replaceAll', function (from, to) {
  return from instanceof RegExp ? this.replace(from, to) : this.split(from).join(to)
})
add(Promise, 'withResolvers', function () {
  let resolve, reject
  const promise = new Promise((fulfil, fail) => {
    resolve = fulfil
    reject = fail
  })
  return { promise, resolve, reject }
})
add(Set.prototype, 'difference', function (other) {
  return new Set([...this].filter((item) => !other.has(item)))
})
add(Set.prototype, 'intersection', function (other) {
  return new Set([...this].filter((item) => other.has(item)))
})
add(Set.prototype, 'union', function (other) {
  return new Set([...this, ...other])
})
add(URL, 'canParse', (address, base) => {
  try {
    return new URL(address, base).href.length > 0
  } catch {
    return false
  }
})
// Iterators have had methods of their own since 2024.
const iterator = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))
for (const name of ['map', 'filter', 'find', 'some', 'every', 'forEach', 'reduce', 'flatMap']) {
  add(iterator, name, function (...words) {
    const result = [...this][name](...words)
    return Array.isArray(result) ? result[Symbol.iterator]() : result
  })
}
add(iterator, 'toArray', function () {
  return [...this]
})
add(globalThis, 'structuredClone', (value) => clone(value))

function clone(value) {
  if (ArrayBuffer.isView(value)) return value.slice()
  if (value instanceof ArrayBuffer) return value.slice(0)
  if (Array.isArray(value)) return value.map(clone)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clone(inner)]))
}
