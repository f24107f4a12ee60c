/** @file What words mean to the shipped networks, by the tables that ship with them. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readNouns } from '../../../../main/model/words/nouns.ts'
import { meaningOf, nearWords, readVocabulary } from '../../../../main/model/words/vocabulary.ts'

const resources = path.resolve('resources')
const english = await readVocabulary(resources, 'en')
const german = await readVocabulary(resources, 'de')
const namesOf = (word: string, vocabularies = [english, german]) =>
  meaningOf(word, vocabularies)?.classes.map((index) => english.names[index])

describe('the nouns', () => {
  it('hold every class once, and all that the classes are kinds of', async () => {
    const { byId } = await readNouns(resources)
    const nouns = [...byId.values()]
    expect(byId.get('n00001740')?.classes).toHaveLength(1000) // entity
    expect(byId.get('n02084071')?.classes).toHaveLength(118) // dog
    expect(nouns.every(({ classes }) => classes.length > 0)).toBe(true)
    // The tench is the first class, toilet tissue the last one.
    expect(byId.get('n01440764')).toMatchObject({ words: ['tench', 'Tinca tinca'], classes: [0] })
    expect(byId.get('n15075141')?.classes).toEqual([999])
    const leaves = nouns.filter(({ classes, isNarrower }) => classes.length === 1 && !isNarrower)
    expect(new Set(leaves.flatMap(({ classes }) => classes)).size).toBe(1000)
  })

  it('name each class as the everyday names do, where WordNet has that name', async () => {
    const { byId } = await readNouns(resources)
    const words = new Map<number, Set<string>>()
    for (const { classes, words: own, isNarrower } of byId.values()) {
      if (classes.length !== 1 || isNarrower) continue
      words.set(
        classes[0],
        new Set([...(words.get(classes[0]) ?? []), ...own.map((word) => word.toLowerCase())]),
      )
    }
    const same = english.names.filter((name, index) => words.get(index)?.has(name.toLowerCase()))
    // The names come from another source: the two orders are the same, or next to none would agree.
    expect(same.length).toBeGreaterThan(950)
  })
})

describe('a word', () => {
  it('means all classes that are kinds of it', () => {
    expect(namesOf('dog')).toHaveLength(118)
    expect(namesOf('dog')).toContain('beagle')
    expect(namesOf('dogs')).toEqual(namesOf('dog'))
    expect(namesOf('vehicle')).toContain('school bus')
    expect(namesOf('fruit')).toContain('banana')
    expect(namesOf('big cat')).toEqual(['leopard', 'snow leopard', 'jaguar', 'lion', 'tiger', 'cheetah'])
    expect(namesOf('furniture')).toContain('rocking chair')
  })

  it('means its class where it is one, by whichever of its names', () => {
    expect(namesOf('ladybird')).toEqual(['ladybug'])
    expect(namesOf('Granny-Smith')).toEqual(['Granny Smith'])
    expect(namesOf('roosters')).toEqual(['cock'])
    expect(namesOf('ice bear')).toEqual(['ice bear'])
    expect(namesOf('polar bears')).toEqual(['ice bear'])
  })

  it('means the class that it is a kind of, and says so', () => {
    const meaning = meaningOf('housefly', [english])
    expect(meaning).toMatchObject({ isNarrower: true })
    expect(meaning?.classes.map((index) => english.names[index])).toEqual(['fly'])
    expect(meaningOf('fly', [english])).toMatchObject({ isNarrower: false })
  })

  it('means all its senses', () => {
    expect(namesOf('crane')).toEqual(['crane', 'crane'])
  })

  it('counts by its last part, and says which part is known', () => {
    expect(meaningOf('Orange-Bell-Pepper', [english])).toMatchObject({ word: 'bell pepper' })
    expect(meaningOf('flamingo_head', [english])).toMatchObject({ word: 'flamingo' })
  })

  it('is known in German by the names of classes and of the commonest hypernyms', () => {
    expect(namesOf('Hund', [german])).toEqual(namesOf('dog'))
    expect(namesOf('Hunde', [german])).toEqual(namesOf('dog'))
    expect(namesOf('Jagdhunde', [german])).toEqual(namesOf('hunting dog'))
    expect(namesOf('Fahrzeuge', [german])).toEqual(namesOf('vehicle'))
    expect(namesOf('Goldfische', [german])).toEqual(['goldfish'])
    expect(namesOf('Obst', [german])).toContain('banana')
    expect(namesOf('Angelboot', [german])).toEqual(namesOf('boat'))
  })

  it('is looked up in the own language first, then in the others', () => {
    expect(namesOf('Hut', [german, english])).toEqual(namesOf('hat'))
    expect(namesOf('screwdriver', [german, english])).toEqual(['screwdriver'])
    expect(namesOf('Schraubenzieher', [english, german])).toEqual(namesOf('screwdriver'))
    // Known as a whole there rather than by a part here.
    expect(meaningOf('Golf Ball', [german, english])).toMatchObject({ word: 'golf ball' })
  })

  it('is unknown where the networks have never seen such a thing', () => {
    for (const word of ['', ' ', 'fray', 'blowhole', 'Weihnachten', 'qwertz', '1234', '🐶']) {
      expect(namesOf(word), word).toBeUndefined()
    }
  })

  it('that is mistyped is near some that are known', () => {
    expect(nearWords('poddle', [english, german])).toContain('poodle')
    expect(nearWords('Schmeterling', [german, english])).toContain('Schmetterling')
    expect(nearWords('computr', [english, german]).slice(0, 2)).not.toEqual(['computer', 'Computer'])
    expect(nearWords('computr', [german, english])[0]).toBe('Computer')
    expect(nearWords('qqqqqqqqqqqqqq', [english, german])).toEqual([])
  })
})

describe('the hypernyms that are proposed', () => {
  it('have one name each, unlike the others', () => {
    for (const { hypernyms } of [english, german]) {
      const proposed = hypernyms.map(({ name }) => name)
      expect(proposed.length).toBeGreaterThan(150)
      // English calls what grows and what is eaten both "fruit".
      expect(proposed.filter((name, index) => proposed.indexOf(name) !== index && name !== 'fruit')).toEqual(
        [],
      )
    }
  })

  it('are the same in every language', () => {
    expect(german.hypernyms.map(({ classes }) => classes)).toEqual(
      english.hypernyms.map(({ classes }) => classes),
    )
  })
})
