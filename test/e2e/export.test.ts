import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/accessibility.ts'
import { openWindow } from '../support/open-window.ts'
import type { DrawnPhoto } from '../support/pictures.ts'

/** Two of each class. */
async function labelSome(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const items = photos
    .filter(
      (photo, index) => photos.slice(0, index).filter((other) => other.class === photo.class).length < 2,
    )
    .map(({ path: file, class: name }) => ({ path: file, class: name }))
  await client.call('label', { items })
}

describe('export', () => {
  it('foretells what folders it would write, writes them, and finds them there the next time', async () => {
    const { page, folder, photos } = await openWindow('/export', { prepare: labelSome })
    const out = path.join(folder, 'sorted')
    await page.getByRole('textbox', { name: 'Into which folder' }).fill(out)
    await page.keyboard.press('Tab')
    await page.getByText('Would write 4 photos').waitFor()
    await expect(readdir(out)).rejects.toThrow()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 photos written').waitFor()
    const classes = [...new Set(photos.map((photo) => photo.class))]
    expect((await readdir(out)).sort()).toEqual(classes.sort())
    for (const name of classes) expect(await readdir(path.join(out, name))).toHaveLength(2)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 are there already').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('writes a table with suggestions, but never over a file that is not its own', async () => {
    const { page, folder } = await openWindow('/export', { prepare: labelSome })
    const notes = path.join(folder, 'notes.csv')
    await writeFile(notes, 'what I must not forget\n')
    await page.getByRole('radio', { name: /^Table/ }).check()
    const field = page.getByRole('textbox', { name: 'Into which file' })
    await field.fill(notes)
    await page.keyboard.press('Tab')
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('alert').filter({ hasText: 'notes.csv' }).waitFor()
    expect(await readFile(notes, 'utf8')).toBe('what I must not forget\n')

    const table = path.join(folder, 'sorted.csv')
    await field.fill(table)
    await page.getByRole('checkbox', { name: 'Also photos that you have not confirmed' }).check()
    await page.getByRole('slider').fill('0.5')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText(/\d+ photos written/).waitFor()
    const rows = (await readFile(table, 'utf8')).trim().split('\n').slice(1)
    expect(rows.filter((row) => row.includes(',confirmed,'))).toHaveLength(4)
    expect(rows.some((row) => row.includes(',suggested,'))).toBe(true)
  })
})
