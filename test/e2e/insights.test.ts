import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'

/** Labels all photos, the first one wrongly, and puts beside the last one a copy that is a little darker. */
async function prepare(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const [first, last] = [photos[0], photos[photos.length - 1]]
  const copy = path.join(path.dirname(last.path), 'copy.jpg')
  await sharp(last.path).modulate({ brightness: 0.97 }).jpeg({ quality: 80 }).toFile(copy)
  await client.call('index', { folders: [path.dirname(path.dirname(first.path))] })
  const items = photos.map(({ path: file, class: name }) => ({ path: file, class: name }))
  items[0].class = last.class
  await client.call('label', { items })
}

describe('insights', () => {
  it('shows duplicates and suspected labels, which are kept or changed, and opens photos', async () => {
    const { page, client, photos } = await openWindow('/review', { perClass: 12, prepare })
    const [first, last] = [photos[0], photos[photos.length - 1]]
    const classOf = async () => confirmedClass(client, first.path)
    await page.getByRole('navigation').getByRole('link', { name: 'Findings' }).click()
    await page.getByRole('heading', { name: 'Findings' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Search the photos' }).click()

    const wrong = page.getByRole('region', { name: /^Probably wrong labels/ })
    const choices = wrong.getByRole('group', { name: `Class of ${path.basename(first.path)}` })
    await choices.waitFor({ timeout: 60_000 })
    await wrong.getByText(`${last.class}, or rather ${first.class}?`).waitFor()
    const alike = page.getByRole('region', { name: /^Near-duplicates/ })
    await alike.getByRole('button', { name: 'Show copy.jpg large' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    const change = choices.getByRole('button', { name: `Change to ${first.class}` })
    await change.click()
    await expect.poll(() => change.getAttribute('aria-pressed')).toBe('true')
    expect(await classOf()).toBe(first.class)
    await page.getByText('Labels have changed since then.').waitFor()
    const keep = choices.getByRole('button', { name: `Keep ${last.class}` })
    await keep.click()
    await expect.poll(() => keep.getAttribute('aria-pressed')).toBe('true')
    expect(await change.getAttribute('aria-pressed')).toBe('false')
    expect(await classOf()).toBe(last.class)

    await wrong.getByRole('button', { name: `Show ${path.basename(first.path)} large` }).click()
    await page.getByRole('dialog', { name: path.basename(first.path) }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })

    // What was kept is not brought up again, though it is suspected still.
    await page.getByRole('button', { name: 'Search again' }).click()
    await wrong.getByText(/^No label looks wrong/).waitFor()
    expect(await choices.count()).toBe(0)
  }, 120_000)
})

async function confirmedClass(client: Client, file: string): Promise<string | null> {
  const { ids } = await client.call('photos', {})
  for (const id of ids) {
    const { paths, class: name } = await client.call('photo', { id })
    if (paths.includes(file)) return name
  }
  return null
}
