/** @file What the command line prints of an answer: every sentence in English, everything else as it came. */
import { expect, it } from 'vitest'
import { allInEnglish } from '../../../shared/sentences/in-english.ts'
import { inEnglish, say, sentence } from '../../../shared/sentences/sentence.ts'

it('says one and many', () => {
  const backbone = 'own:dino'
  expect(say('notice-second-waits', { count: 1, backbone })).toMatch(/^1 photo could /)
  expect(say('notice-second-waits', { count: 2048, backbone })).toMatch(/^2048 photos could .*own:dino/)
})

it('says a sentence inside another one', () => {
  const reason = sentence('onnx-weights-size', { name: 'w', bytes: 3, expected: 4 })
  expect(inEnglish(sentence('no-onnx', { reason }))).toBe(
    say('no-onnx', { reason: 'the weights "w" have 3 bytes instead of 4' }),
  )
})

it('turns sentences into texts at any depth, and leaves numbers, arrays and nothing alone', () => {
  const ids = Int32Array.of(1, 2)
  const answer = {
    photos: 2,
    ids,
    notices: [sentence('folder-empty')],
    unreadable: [{ path: '/a', reason: sentence('file-empty') }],
    error: null,
    details: { key: 'not a sentence', values: {}, more: true },
  }
  const printed = allInEnglish(answer)
  expect(printed).toEqual({
    ...answer,
    notices: [say('folder-empty')],
    unreadable: [{ path: '/a', reason: say('file-empty') }],
  })
  expect(printed.ids).toBe(ids)
})
