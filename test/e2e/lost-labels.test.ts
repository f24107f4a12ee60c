/** @file After pictures were saved again in place, the window asks once whether they shall have the labels of before. */
import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openWindow } from '../support/window/open-window.ts'

describe('labels that lost their picture', () => {
  it('are offered again, given by one button, and taken back by one', async () => {
    const { page, client, photos } = await openWindow('/welcome')
    const items = photos.map(({ path: file, class: name }) => ({ path: file, class: name }))
    await client.call('label', { items })
    const edited = photos.slice(0, 2).map((photo) => photo.path)
    for (const file of edited) {
      await writeFile(
        file,
        await sharp(await readFile(file))
          .jpeg({ quality: 70 })
          .toBuffer(),
      )
    }
    expect(await client.call('index', { folders: [] })).toMatchObject({ lostLabels: 2 })
    const labelled = async (): Promise<number> => (await client.call('status', {})).labelled
    expect(await labelled()).toBe(photos.length - 2)

    await page.evaluate(() => {
      window.location.hash = '/indexing'
    })
    const question = page.getByRole('region', { name: '2 pictures were saved again and lost their labels' })
    await question.waitFor()
    expect(await question.getByRole('img').count()).toBe(4)
    await question.getByRole('button', { name: 'Yes, give them back' }).click()
    await question.waitFor({ state: 'detached' })
    await expect.poll(labelled).toBe(photos.length)

    await page.getByRole('button', { name: 'Undo' }).click()
    await question.waitFor()
    expect(await labelled()).toBe(photos.length - 2)
  })
})
