/** @file Numbers for names, in the order in which they come: a column then holds numbers. */
export class NameIndex {
  readonly names: string[] = []
  readonly #indices = new Map<string, number>()

  of(name: string): number {
    const known = this.#indices.get(name)
    if (known !== undefined) return known
    this.#indices.set(name, this.names.length)
    return this.names.push(name) - 1
  }
}
