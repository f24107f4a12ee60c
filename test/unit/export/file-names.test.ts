/** @file Numbered names of exported files, when a class grows beyond the length of its numbers. */
import { expect, it } from 'vitest'
import { FileNames } from '../../../main/jobs/export/file-names.ts'
import type { ExportRow } from '../../../main/jobs/export/rows.ts'

it('knows the names that a number had while the class was smaller', () => {
  const row: ExportRow = {
    ...{ photo: 1, path: '/photos/a.jpg', relative: 'a.jpg', class: 'hen' },
    ...{ state: 'confirmed', probability: 1, head: null, part: null },
  }
  const names = new FileNames(
    '{class} {number}',
    Array.from({ length: 1_000 }, () => row),
  )
  const { candidates, others } = names.of(row, 'hen', 'ab', undefined)
  const [first] = candidates
  expect(first).toBe('hen/hen 0001.png')
  expect(others(first)).toContain('hen/hen 001.png')
  expect(others(first)).not.toContain('hen/hen 002.png')
})
