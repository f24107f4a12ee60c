import { expect, test } from 'vitest'
import { readWords } from '../../bench/words.ts'

test('tells options with their values from the other words', () => {
  const words = [
    'loop-sets',
    '--seeds',
    '2',
    'a',
    '--json',
    'b',
    '--table',
    'x.md',
    'c',
    '--fresh',
    'd',
    '--kept',
    'e',
    '--last',
  ]
  expect(readWords(words)).toEqual({
    options: { seeds: '2', json: 'true', table: 'x.md', fresh: 'true', kept: 'true', last: 'true' },
    others: ['loop-sets', 'a', 'b', 'c', 'd', 'e'],
  })
  expect(readWords(['--photos', '--seeds', '3'])).toEqual({
    options: { photos: 'true', seeds: '3' },
    others: [],
  })
  expect(readWords([])).toEqual({ options: {}, others: [] })
})
