/** @file Names for photos without one, from probabilities that are set by hand. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { matrix } from '../../../../main/math/matrix.ts'
import { proposedNames } from '../../../../main/model/words/proposed-names.ts'
import { readVocabulary } from '../../../../main/model/words/vocabulary.ts'

const english = await readVocabulary(path.resolve('resources'), 'en')
const german = await readVocabulary(path.resolve('resources'), 'de')

/** One photo for each row: classes by their English names with their probabilities. */
function probabilities(...photos: Record<string, number>[]) {
  const m = matrix(photos.length, 1000)
  for (const [i, photo] of photos.entries()) {
    for (const [name, p] of Object.entries(photo)) {
      expect(english.names).toContain(name)
      m.data[i * 1000 + english.names.indexOf(name)] = p
    }
  }
  return m
}

describe('names for photos without one', () => {
  it('begin with what several classes have in common', () => {
    const breeds = probabilities({ beagle: 0.9 }, { pug: 0.9 }, { Chihuahua: 0.8, 'toy poodle': 0.2 })
    expect(proposedNames(breeds, english, 3)[0]).toBe('dog')
    expect(proposedNames(breeds, german, 3)[0]).toBe('Hund')
    const birds = probabilities({ goldfinch: 0.9 }, { robin: 0.7, jay: 0.2 }, { 'house finch': 0.9 })
    expect(proposedNames(birds, english, 3)[0]).toBe('songbird')
    const mixed = probabilities({ goldfinch: 0.9 }, { pug: 0.9 }, { tabby: 0.9 }, { 'tree frog': 0.9 })
    expect(proposedNames(mixed, english, 3)[0]).toBe('animal')
  })

  it('begin with one class where most photos show it, and add what it is a kind of', () => {
    const beagles = probabilities({ beagle: 0.6, basset: 0.2 }, { beagle: 0.7, bloodhound: 0.2 })
    expect(proposedNames(beagles, english, 3)).toEqual(['beagle', 'hound'])
  })

  it('hold no hypernym where one class says it as well', () => {
    expect(proposedNames(probabilities({ pizza: 0.95 }, { pizza: 0.9 }), english, 3)).toEqual(['pizza'])
  })

  it('hold no hypernym of things that have nothing in common', () => {
    const mixed = probabilities({ pizza: 0.9 }, { castle: 0.9 })
    expect(proposedNames(mixed, english, 4).toSorted()).toEqual(['castle', 'pizza'])
  })

  it('are no kinds that only some of the photos show, nor guesses', () => {
    const elephants = probabilities(
      { 'Indian elephant': 0.5, tusker: 0.3, 'African elephant': 0.2 },
      { 'Indian elephant': 0.4, tusker: 0.2, 'African elephant': 0.3 },
    )
    expect(proposedNames(elephants, english, 3)).toEqual(['elephant', 'Indian elephant'])
    const mixed = probabilities({ pizza: 0.9 }, { castle: 0.9 }, { pug: 0.9 }, { tench: 0.9 })
    expect(proposedNames(mixed, english, 4)).toEqual([])
  })

  it('are different, also where classes share a name or a class is called like a hypernym', () => {
    expect(proposedNames(matrix(1, 1000, new Float32Array(1000)), english, 3)).toEqual([])
    const cranes = matrix(1, 1000)
    for (const index of [134, 517]) cranes.data[index] = 0.5
    expect(proposedNames(cranes, english, 3)).toEqual(['crane'])
    const vases = probabilities({ chest: 0.5, mailbox: 0.3 })
    const names = proposedNames(vases, english, 3)
    expect(new Set(names).size).toBe(names.length)
  })

  it('are none where nothing stands out', () => {
    expect(proposedNames(matrix(2, 1000, new Float32Array(2000).fill(0.001)), english, 3)).toEqual([])
  })
})
