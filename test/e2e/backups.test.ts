/** @file Backups in the window: made, restored, and offered where a library was lost or is damaged. */
import { rmSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow, type WindowInTest } from '../support/window/open-window.ts'

/** Six photos with their labels, in a window at this place. */
const labelled = (place: string, whileClosed?: (library: string) => void): Promise<WindowInTest> =>
  openWindow(place, {
    perClass: 3,
    ...(whileClosed && { whileClosed }),
    prepare: async (client, photos) => {
      const items = photos.map(({ path: file, class: name }) => ({ path: file, class: name }))
      await client.call('label', { items })
      await client.call('backup', {})
    },
  })

function loseDatabase(library: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path.join(library, `library.db${end}`), { force: true })
}

describe('backups', () => {
  it('are made and restored from the list, after a question that says what changes', async () => {
    const { page, client } = await labelled('/welcome')
    const count = async (): Promise<number> => (await client.call('status', {})).labelled
    await page.getByRole('button', { name: 'Backups' }).click()
    const rows = page.getByRole('list', { name: 'Backups' }).getByRole('listitem')
    const own = rows.filter({ hasText: 'Made by you' }).filter({ hasText: '1 decision' })
    await own.waitFor()
    await page.getByRole('button', { name: 'Back up now' }).click()
    await expect.poll(() => own.count()).toBe(2)
    expect(await accessibilityProblems(page)).toEqual([])
    await client.call('undo', {})
    expect(await count()).toBe(0)

    const restore = own.first().getByRole('button', { name: /^Restore the backup of/ })
    await restore.focus()
    await page.keyboard.press('Enter')
    const question = page.getByRole('dialog', { name: 'Restore this backup?' })
    await question.getByText('The library as it is now is kept as a backup').waitFor()
    await page.keyboard.press('Escape')
    await question.waitFor({ state: 'detached' })
    expect(await count()).toBe(0)

    await restore.click()
    await question.getByRole('button', { name: 'Restore this backup' }).click()
    await page.getByText(/^The library is again as it was on/).waitFor()
    await expect.poll(count).toBe(6)
    await rows.filter({ hasText: 'Before a restore' }).waitFor()
  })

  it('bring back a library of the list whose database is gone, by one click', async () => {
    const { page, client, folder } = await labelled('/welcome')
    const library = path.join(folder, 'library')
    await client.call('open', { name: 'Other' })
    loseDatabase(library)
    await page.getByRole('button', { name: /^photos \// }).click()
    const lost = page.getByRole('region', { name: 'A part of this library is missing' })
    await lost.getByText(/which held 1 decisions and 6 photos\. Nothing was changed\.$/).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await lost.getByRole('button', { name: 'Restore the newest backup' }).click()
    await lost.waitFor({ state: 'detached' })
    expect(await client.call('status', {})).toMatchObject({ library, labelled: 6 })
    await page.getByText(/^The library is again as it was on/).waitFor()
    await expect.poll(() => page.url()).toContain('/review')
  })

  it('bring back the library that the window should begin with', async () => {
    const { page, client } = await labelled('/review', loseDatabase)
    const lost = page.getByRole('region', { name: 'A part of this library is missing' })
    const restore = lost.getByRole('button', { name: 'Restore the newest backup' })
    await restore.waitFor()
    await lost.getByRole('button', { name: 'Try again' }).click()
    await restore.click()
    await lost.waitFor({ state: 'detached' })
    expect(await client.call('status', {})).toMatchObject({ labelled: 6 })
  })

  it('and a repair are offered where the library is damaged', async () => {
    const { page, client, folder } = await labelled('/welcome')
    const library = path.join(folder, 'library')
    await client.call('open', { name: 'Other' })
    truncateSync(path.join(library, 'library.db'), 16_384 * 3)
    await page.getByRole('button', { name: /^photos \// }).click()
    const damaged = page.getByRole('region', { name: 'This library is damaged' })
    await damaged.getByRole('button', { name: 'Restore the newest backup' }).waitFor()
    await damaged.getByRole('button', { name: 'Repair' }).click()
    await damaged.waitFor({ state: 'detached' })
    expect(await client.call('status', {})).toMatchObject({ library, photos: 6, labelled: 6 })
  })
})
