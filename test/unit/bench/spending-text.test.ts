import { expect, test } from 'vitest'
import type { Spending } from '../../../shared/contract/spending.ts'
import { spendingText, type SpentSession } from '../../bench/spending-text.ts'

const spending: Spending = {
  spent: [
    { on: 'first-page', actions: 2, photos: 30 },
    { on: 'name', actions: 2, photos: 0 },
  ],
  taught: [
    { on: 'first-page', answers: 2, changedNothing: 0, changed: 50, madeRight: 40, madeWrong: 0 },
    { on: 'single-other', answers: 8, changedNothing: 6, changed: 5, madeRight: 2, madeWrong: 1 },
  ],
  purity: [
    { kind: 'class', labelsFrom: 16, expectedFrom: 0.9, pages: 2, photos: 60, expected: 57, right: 45 },
    { kind: 'new', labelsFrom: 0, expectedFrom: 0.8, pages: 1, photos: 20, expected: 17, right: 20 },
    { kind: 'new', labelsFrom: 16, expectedFrom: 0.5, pages: 1, photos: 20, expected: 11, right: 10 },
  ],
}
const more: Spending = { spent: [{ on: 'confirmation', actions: 7, photos: 200 }], taught: [], purity: [] }
const nowhere = { accuracy90: null, accuracy95: null, accuracy99: null, committed90: null, committed95: null }

function sessionOf(reached: Partial<SpentSession['spending']>): SpentSession {
  const classes = [
    { class: 'cat', photos: 40, actions: 2 },
    { class: 'dog', photos: 30, actions: 9 },
    { class: 'owl', photos: 5, actions: 60 },
    { class: 'yak', photos: 1, actions: null },
  ]
  return { seed: 0, classes, spending: { ...nowhere, end: more, ...reached } }
}

test('says for each goal what was spent until 95 %, or until the end', () => {
  const text = spendingText([
    { set: 'zoo', accuracy: sessionOf({ accuracy95: spending }), commit: sessionOf({}) },
  ])
  const lines = text.split('\n')
  expect(text).toContain('in seed 0.')
  expect(lines).toContain('### zoo')
  expect(lines).toContain('| names of new classes | 2 / 0 |  |')
  expect(lines).toContain('| first pages of classes | 2 / 30 |  |')
  expect(lines).toContain('| confirmed pages |  | 7 / 200 |')
  expect(lines).toContain('| together | 4 / 30 | 7 / 200 |')
  expect(text).not.toContain('skipped')
})

test('says the purity by kind and by labels, what taught nothing, and which classes were found last', () => {
  const session = sessionOf({ accuracy95: spending })
  const lines = spendingText([{ set: 'zoo', accuracy: session, commit: session }]).split('\n')
  expect(lines).toContain(
    '- `accuracy`, purity: class 0.95 / 0.75 (2), new 0.70 / 0.75 (2), from 0 labels 0.85 / 1.00 (1), from 16 labels 0.85 / 0.69 (3)',
  )
  expect(lines).toContain(
    '- `accuracy`, changed nothing: 6 of 10 answers (single photos, another class 6 of 8)',
  )
  expect(lines).toContain(
    '- `accuracy`, classes: half 9, nine in ten never, all never; last dog (30 photos, 9), owl (5 photos, 60), yak (1 photos, never)',
  )
})
