/** @file Tells the options of a benchmark from its other words. */

/** Options without a value: the word after them stands for itself. */
const FLAGS: ReadonlySet<string> = new Set(['json', 'fresh', 'kept'])

export interface Words {
  /** `--photos 500 --json` as { photos: '500', json: 'true' }. */
  readonly options: Readonly<Record<string, string>>
  /** What is neither an option nor the value of one, in order. */
  readonly others: readonly string[]
}

export function readWords(words: readonly string[]): Words {
  const options: Record<string, string> = {}
  const others: string[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (!word.startsWith('--')) {
      others.push(word)
      continue
    }
    const name = word.slice(2)
    const next = words.at(index + 1)
    if (FLAGS.has(name) || next === undefined || next.startsWith('--')) options[name] = 'true'
    else {
      options[name] = next
      index += 1
    }
  }
  return { options, others }
}
