/** @file A library whose database, or whose newest commits, were lost is not taken for a new one, and nothing is begun again. */
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { makeBackup } from '../../../main/store/recovery/backups.ts'
import { connect } from '../../../main/store/lifecycle/database.ts'
import { openStore, type Store } from '../../../main/store/store.ts'
import { addPhotos, closing, hashOf, label, temporaryFolder } from './support.ts'

const DECISIONS = 26

/** A closed library with three photos and so many decisions. */
function library({ thumbnails = false, backup = false, mark = true } = {}): string {
  const folder = temporaryFolder()
  const store = openStore(folder)
  decide(store, addPhotos(store, 3)[0], DECISIONS)
  store.close()
  if (thumbnails) {
    mkdirSync(path.join(folder, 'thumbnails', '00'), { recursive: true })
    writeFileSync(path.join(folder, 'thumbnails', '00', `${hashOf(1)}.jpg`), 'a picture')
  }
  if (backup) makeBackup(folder, 'asked', Date.now())
  if (!mark) rmSync(path.join(folder, 'library.mark'))
  return folder
}

function decide(store: Store, photo: number, times: number): void {
  const labelSet = store.labelSets.current()
  for (let time = 1; time <= times; time += 1) {
    label(store, labelSet, [{ photo, class: store.classes.ensure(labelSet, `class ${time}`) }])
  }
}

const file = (folder: string) => path.join(folder, 'library.db')

function refusal(folder: string): unknown {
  const before = readdirSync(folder).sort()
  try {
    openStore(folder).close()
  } catch (thrown) {
    expect(readdirSync(folder).sort(), 'nothing was made').toEqual(before)
    return thrown
  }
  return undefined
}

const remove = (folder: string) => {
  rmSync(file(folder))
}
const empty = (folder: string) => {
  truncateSync(file(folder), 0)
}

test.each([
  ['removed, with its mark', {}, remove],
  ['empty, with its mark', {}, empty],
  ['removed, with thumbnails alone', { thumbnails: true, mark: false }, remove],
  ['empty, with thumbnails alone', { thumbnails: true, mark: false }, empty],
  ['removed, with a backup alone', { backup: true, mark: false }, remove],
  [
    'replaced by one without tables',
    {},
    (folder: string) => {
      remove(folder)
      const database = connect(file(folder))
      database.pragma('journal_mode = WAL')
      database.close()
    },
  ],
])('a database that is %s is missed', (_, parts, lose) => {
  const folder = library(parts)
  lose(folder)
  expect(refusal(folder)).toMatchObject({
    code: 'library-incomplete',
    message: expect.stringContaining(file(folder)) as string,
  })
  expect(refusal(folder), 'a second time').toMatchObject({ code: 'library-incomplete' })
})

test('the newest backup is offered by its path, with what it holds', () => {
  const folder = library({ backup: true })
  remove(folder)
  expect(refusal(folder)).toMatchObject({
    message: expect.stringMatching(/holds 26 decisions: `twinsort restore .*backups.*asked\.db`/) as string,
  })
})

test('commits that stood in a write-ahead log which is gone are missed by their number', () => {
  const folder = library()
  const store = openStore(folder)
  decide(store, 1, 4)
  store.heads.activate(store.labelSets.current(), null)
  // As a crash leaves it, without the log: the four stand in library.db-wal alone.
  const crashed = temporaryFolder()
  for (const name of ['library.db', 'library.mark'])
    copyFileSync(path.join(folder, name), path.join(crashed, name))
  const whole = temporaryFolder()
  cpSync(folder, whole, { recursive: true })
  store.close()
  expect(refusal(crashed)).toMatchObject({
    code: 'library-incomplete',
    details: { lacking: { decisions: 4, photos: 0, heads: 0 } },
  })
  copyFileSync(path.join(whole, 'library.db-wal'), path.join(crashed, 'library.db-wal'))
  const again = closing(openStore(crashed))
  expect(again.journal.lastId()).toBe(DECISIONS + 4)
})

test('photos that were read are missed as well', () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const early = temporaryFolder()
  store.journal.lastId()
  cpSync(file(folder), file(early))
  addPhotos(store, 3)
  copyFileSync(path.join(folder, 'library.mark'), path.join(early, 'library.mark'))
  store.close()
  expect(refusal(early)).toMatchObject({ code: 'library-incomplete' })
})

test('the database of another library is not taken for this one', () => {
  const [mine, other] = [library(), library()]
  copyFileSync(file(other), file(mine))
  expect(refusal(mine)).toMatchObject({
    code: 'library-incomplete',
    message: expect.stringContaining('another') as string,
  })
})

test('an older database put in place of a newer one is missed', () => {
  const folder = library()
  const kept = path.join(temporaryFolder(), 'old.db')
  copyFileSync(file(folder), kept)
  const store = openStore(folder)
  decide(store, 2, 1)
  store.close()
  copyFileSync(kept, file(folder))
  expect(refusal(folder)).toMatchObject({ details: { lacking: { decisions: 1, photos: 0, heads: 0 } } })
})

test.each([
  [
    'its mark is gone',
    (folder: string) => {
      rmSync(path.join(folder, 'library.mark'))
    },
  ],
  [
    'its mark is empty',
    (folder: string) => {
      truncateSync(path.join(folder, 'library.mark'), 0)
    },
  ],
  [
    'a record of its mark was cut off',
    (folder: string) => {
      writeFileSync(path.join(folder, 'library.mark'), 'twinsort-mark 1 9', { flag: 'r+' })
    },
  ],
  [
    'its thumbnails are gone',
    (folder: string) => {
      rmSync(path.join(folder, 'thumbnails'), { recursive: true })
    },
  ],
  [
    'the mark stayed behind, as after a crash between the commit and the mark',
    (folder: string) => {
      const mark = path.join(folder, 'library.mark')
      renameSync(mark, `${mark}.kept`)
      const store = openStore(folder)
      decide(store, 2, 3)
      store.close()
      renameSync(`${mark}.kept`, mark)
    },
  ],
])('a library that is whole is opened although %s', (_, change) => {
  const folder = library({ thumbnails: true })
  change(folder)
  expect(refusal(folder)).toBeUndefined()
})

test('the mark follows another process, and one record is enough', () => {
  const folder = library()
  const [first, second] = [openStore(folder), openStore(folder)]
  decide(first, 1, 2)
  decide(second, 2, 2)
  decide(first, 3, 1)
  first.close()
  second.close()
  const kept = path.join(temporaryFolder(), 'old.db')
  copyFileSync(file(folder), kept)
  expect(refusal(folder)).toBeUndefined()
  const third = openStore(folder)
  decide(third, 1, 1)
  third.close()
  copyFileSync(kept, file(folder))
  expect(refusal(folder)).toMatchObject({ details: { lacking: { decisions: 1, photos: 0, heads: 0 } } })
})
