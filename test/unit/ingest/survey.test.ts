import { mkdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { survey } from '../../../main/ingest/survey.ts'
import { temporaryFolder, writeTree } from '../../support/folder.ts'

describe('what lies in a folder without photos', () => {
  it('is counted by kind, with the formats of pictures that are not read yet', async () => {
    const folder = await temporaryFolder()
    await writeTree(folder, {
      'a.pdf': 'x',
      'Letter.DOCX': 'x',
      'deep/er/film.MP4': 'x',
      'deep/song.mp3': 'x',
      'deep/one.psd': 'x',
      'deep/two.PSD': 'x',
      'old.bmp': 'x',
      'broken.jpg': 'x',
      'photos.zip': 'x',
      'no-ending': 'x',
      '.hidden.pdf': 'x',
      '.cache/film.mp4': 'x',
      'node_modules/readme.md': 'x',
    })
    await mkdir(path.join(folder, 'empty'))
    if (process.platform !== 'win32') await symlink(folder, path.join(folder, 'deep', 'circle'))
    expect(await survey(folder)).toEqual({
      files: { pictures: 1, unsupported: 3, videos: 1, sounds: 1, documents: 2, archives: 1, others: 1 },
      formats: [
        { name: 'Photoshop', count: 2 },
        { name: 'BMP', count: 1 },
      ],
      folders: 3,
      isWhole: true,
    })
  })

  it('is nothing in an empty one, and an error in one that is not there', async () => {
    const folder = await temporaryFolder()
    expect(await survey(folder)).toMatchObject({ formats: [], folders: 0, isWhole: true })
    await expect(survey(path.join(folder, 'gone'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(survey(folder, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' })
  })
})
