/** @file What the list of jobs keeps of what a job did. */
import { expect, test } from 'vitest'
import { notesOfExport, notesOfIndex } from '../../../main/engine/job-notes.ts'
import { contract, type Output } from '../../../shared/contract.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'

const unreadable = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ path: `/p/${i}.jpg`, reason: sentence('file-empty') }))

function indexed(changes: Partial<Output<'index'>>): Output<'index'> {
  const none = { photos: 0, files: 0, added: 0, updated: 0, moved: 0, missing: 0, lostLabels: 0 }
  const lists = { unreadable: [], videos: [], notices: [], details: [], comparison: null, tried: null }
  const how = { backbone: 'efficientnet-lite2-int8', secondBackbone: null, crops: 'one' } as const
  return { ...none, ...lists, ...how, seconds: 1, photosPerSecond: 0, ...changes }
}

test('an index run says how much came in, and names the first files that cannot be read', () => {
  expect(notesOfIndex(indexed({})).map(inEnglish)).toEqual(['Nothing had changed.'])
  expect(notesOfIndex(indexed({ added: 1, moved: 2, unreadable: unreadable(1) })).map(inEnglish)).toEqual([
    '1 new photo was read.',
    '2 files had moved.',
    '1 file cannot be read.',
    '/p/0.jpg: The file is empty.',
  ])
  const many = notesOfIndex(indexed({ unreadable: unreadable(33) })).map(inEnglish)
  expect(many).toHaveLength(2 + 20 + 1)
  expect(many.at(-1)).toBe('And 13 more.')
})

test('an export says where it wrote, and one that only tried says nothing', () => {
  const output = {
    written: 4,
    skipped: unreadable(1),
    moved: [],
    removed: [],
    notes: [],
    network: null,
    setAside: 0,
  }
  const asked = contract.export.input.parse({ format: 'csv', out: '/out.csv' })
  expect(notesOfExport(output, asked).map(inEnglish)).toEqual([
    '4 photos were written to /out.csv.',
    '1 photo was left out.',
    '/p/0.jpg: The file is empty.',
  ])
  expect(notesOfExport(output, { ...asked, dryRun: true })).toEqual([])
})
