/**
 * @file The nouns of WordNet around the 1,000 classes that the backbones were trained on: the classes, all that they are kinds of,
 * and all kinds of them. Made by scripts/nouns.mjs; what the tables hold: resources/wordnet/README.md.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'

/** The id of a synset in WordNet 3.0, as ImageNet writes it: `n02084071`. */
export type SynsetId = string

export interface Noun {
  readonly words: readonly string[]
  /** Indices of the classes that it names, ascending: all that are kinds of it; for a kind of a class that class. */
  readonly classes: readonly number[]
  /** True for a kind of a class: the network knows nothing narrower than the class. */
  readonly isNarrower: boolean
}

export interface Nouns {
  /** Hypernyms before what lies below them. */
  readonly byId: ReadonlyMap<SynsetId, Noun>
  /** Singulars by their irregular plurals, in lower case. */
  readonly irregular: ReadonlyMap<string, string>
}

interface Row {
  readonly id: SynsetId
  readonly class: number | undefined
  readonly hypernyms: readonly SynsetId[]
  readonly words: readonly string[]
}

/** @param resources absolute path of the folder `resources/`. */
export async function readNouns(resources: string): Promise<Nouns> {
  const [nouns, plurals] = await Promise.all(
    ['nouns.tsv', 'plurals.tsv'].map((name) => readTable(path.join(resources, 'wordnet', name))),
  )
  const rows = nouns.map(([id, index, hypernyms, words]): Row => {
    return {
      id,
      class: index === '' ? undefined : Number(index),
      hypernyms: listed(hypernyms),
      words: listed(words),
    }
  })
  return {
    byId: withClasses(rows),
    irregular: new Map(plurals.map(([plural, singular]) => [plural, singular])),
  }
}

async function readTable(file: string): Promise<string[][]> {
  const text = await readFile(file, 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
}

function listed(cell: string): string[] {
  return cell === '' ? [] : cell.split(',')
}

/** @param rows hypernyms before what lies below them. */
function withClasses(rows: readonly Row[]): Map<SynsetId, Noun> {
  const byId = new Map(rows.map((each) => [each.id, each]))
  const classes = new Map(rows.map(({ id }) => [id, new Set<number>()]))
  const narrower = new Set<SynsetId>()
  const addAbove = (id: SynsetId, index: number) => {
    const found = classes.get(id)
    const row = byId.get(id)
    if (found === undefined || row === undefined) {
      throw new AppError('internal', `The table of nouns lacks ${id}, which it refers to.`)
    }
    if (found.has(index)) return
    found.add(index)
    for (const above of row.hypernyms) addAbove(above, index)
  }
  for (const row of rows) if (row.class !== undefined) addAbove(row.id, row.class)
  for (const { id, hypernyms } of rows) {
    const own = classes.get(id)
    if (own === undefined || own.size > 0) continue
    narrower.add(id)
    for (const above of hypernyms) {
      if (byId.get(above)?.class !== undefined || narrower.has(above)) {
        for (const index of classes.get(above) ?? []) own.add(index)
      }
    }
  }
  return new Map(
    rows.map(({ id, words }) => [
      id,
      {
        words,
        classes: [...(classes.get(id) ?? [])].sort((a, b) => a - b),
        isNarrower: narrower.has(id),
      },
    ]),
  )
}
