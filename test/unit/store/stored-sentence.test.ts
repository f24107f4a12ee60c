/** @file Why files are no photos, and why jobs failed, as libraries hold it: as data, or in English in those of earlier versions. */
import { expect, it } from 'vitest'
import { openDatabase } from '../../../main/store/lifecycle/open.ts'
import { readSentence, writeSentence } from '../../../main/store/lifecycle/stored-sentence.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openStore } from '../../../main/store/store.ts'
import { inEnglish, sentence, verbatim } from '../../../shared/sentences/sentence.ts'
import { closing, temporaryFolder } from './support.ts'

it('is read as it was written, with a sentence inside another one', () => {
  const reason = sentence('file-not-stored', { reason: sentence('disk-full', { reason: 'ENOSPC' }) })
  expect(readSentence(writeSentence(reason))).toEqual(reason)
})

it.each([
  ['The file is empty.', { key: 'file-empty', values: {} }],
  ['HEIC is not supported yet.', { key: 'format-unsupported', values: { format: 'HEIC' } }],
  [
    'The picture is damaged (VipsJpeg: premature end (EOI)).',
    { key: 'picture-damaged', values: { decoder: 'VipsJpeg: premature end (EOI)' } },
  ],
  ['The file cannot be read: EMFILE', { key: 'file-unread', values: { reason: 'EMFILE' } }],
  ['The folder cannot be read: permission is denied.', { key: 'folder-denied', values: {} }],
])('is known by its English of before: %s', (text, known) => {
  expect(readSentence(text)).toEqual(known)
})

it.each(['', '{', '{"key":"x"}', 'no such column: x', 'The file is empty. Twice.'])(
  'is shown as it stands where nobody knows it: %j',
  (text) => {
    expect(readSentence(text)).toEqual(verbatim(text))
    expect(inEnglish(readSentence(text))).toBe(text)
  },
)

it('comes out of a library of before, of files and of jobs', () => {
  const folder = temporaryFolder()
  const old = openDatabase(folder, migrations)
  old.execute(`INSERT INTO roots (id, path) VALUES (1, '/pictures');
    INSERT INTO files (root_id, relative_path, size, reason)
      VALUES (1, 'a.jpg', 0, 'The file is empty.'), (1, 'b.jpg', 1, 'Only once seen.');
    INSERT INTO jobs (kind, state, input, owner, started_at, finished_at, error)
      VALUES ('index', 'failed', '{}', 1, 1, 2, 'The disk is gone.'),
        ('train', 'failed', '{}', 1, 1, 2,
          'The process ended before the job did; running it again takes up where it stopped.')`)
  old.close()
  const store = closing(openStore(folder))
  expect(store.files.unreadable()).toEqual([
    { path: '/pictures/a.jpg', reason: sentence('file-empty') },
    { path: '/pictures/b.jpg', reason: verbatim('Only once seen.') },
  ])
  expect(store.jobs.list().map(({ error }) => error)).toEqual([
    sentence('job-interrupted'),
    verbatim('The disk is gone.'),
  ])
})
