import { expect, it } from 'vitest'
import { libraryName, sharedNames } from '../../../renderer/features/welcome/library-name.ts'

it('knows which libraries of the list have one name, so that their cards say where each lies', () => {
  const entries = [
    { library: '/libraries/1', roots: ['/photos/sea'] },
    { library: '/libraries/2', roots: ['/backup/sea'] },
    { library: '/libraries/3', roots: ['/photos/sea', '/photos/sky'] },
    { library: '/libraries/sea', roots: [] },
    { library: '/libraries/other', roots: [] },
  ]
  expect(entries.map(libraryName).toSpliced(2, 1)).toEqual(['sea', 'sea', 'sea', 'other'])
  expect([...sharedNames(entries)]).toEqual(['sea'])
  expect(sharedNames(entries.slice(1, 3)).size).toBe(0)
})
