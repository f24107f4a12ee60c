import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'

/** Two photos of each drawn class, under the names `red` and `blue`. */
async function labelSome(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const classes = [...new Set(photos.map((photo) => photo.class))]
  const items = classes.flatMap((drawn, index) =>
    photos
      .filter((photo) => photo.class === drawn)
      .slice(0, 2)
      .map((photo) => ({ path: photo.path, class: index === 0 ? 'red' : 'blue' })),
  )
  await client.call('label', { items })
}

const tiles = (page: Page) => page.getByRole('gridcell')
const counts = async (client: Client) => {
  const { classes } = await client.call('status', {})
  return Object.fromEntries(classes.map(({ name, photos }) => [name, photos]))
}
const focused = (page: Page) => page.locator(':focus')

describe('the library', () => {
  it('gives photos a class by keyboard alone, takes it off, and undoes', async () => {
    const { page, client } = await openWindow('/library', { prepare: labelSome })
    await tiles(page).first().waitFor()
    expect(await tiles(page).count()).toBe(12)
    await tiles(page).first().focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByText('2 photos selected').waitFor()
    await page.keyboard.type('green')
    const field = page.getByRole('combobox', { name: 'Class of these 2 photos' })
    expect(await field.inputValue()).toBe('green')
    await page.keyboard.press('Enter')
    await page.getByText('2 photos are now green').waitFor()
    expect(await counts(client)).toMatchObject({ green: 2 })
    expect(await focused(page).getAttribute('role')).toBe('gridcell')
    await page
      .getByRole('gridcell', { name: /: green$/ })
      .nth(1)
      .waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone: 2 photos changed back').waitFor()
    expect(await counts(client)).not.toHaveProperty('green')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('F2')
    await page.getByRole('combobox', { name: 'Class of these 12 photos' }).press('Enter')
    expect(await counts(client)).toEqual({ blue: 2, red: 2 }) // nothing was chosen
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+End')
    await expect.poll(() => focused(page).getAttribute('data-place')).toBe('11')
    await page
      .getByRole('gridcell', { name: /: red$/ })
      .first()
      .focus()
    await page.keyboard.press('Delete')
    await page.getByText('1 photo has no class now').waitFor()
    expect(await counts(client)).toEqual({ blue: 2, red: 1 })
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => counts(client)).toEqual({ blue: 2, red: 2 })
  })

  it('selects what a drawn rectangle touches, adds with Ctrl, and selects none beside the photos', async () => {
    const { page } = await openWindow('/library', { prepare: labelSome })
    await tiles(page).first().waitFor()
    const [first, third] = [await tiles(page).nth(0).boundingBox(), await tiles(page).nth(2).boundingBox()]
    if (first === null || third === null) throw new Error('The photos are not on screen')
    const dragTo = async (from: typeof first, to: typeof first) => {
      await page.mouse.move(from.x + 5, from.y + 5)
      await page.mouse.down()
      await page.mouse.move(to.x + 20, to.y + 20, { steps: 4 })
      await page.mouse.up()
    }
    await dragTo(first, third)
    await page.getByText('3 photos selected').waitFor()
    await dragTo(first, first)
    await page.getByText('1 photo selected').waitFor()
    await page.keyboard.down('Control')
    await dragTo(third, third)
    await page.keyboard.up('Control')
    await page.getByText('2 photos selected').waitFor()
    await page.mouse.click(first.x - 6, first.y + 5)
    await expect.poll(() => page.getByRole('gridcell', { selected: true }).count()).toBe(0)
  })

  it('filters by state, class and letters, orders by probability, and finds its way back', async () => {
    const { page } = await openWindow('/library', { prepare: labelSome })
    await page.getByRole('radio', { name: 'Confirmed 4' }).check()
    await expect.poll(() => tiles(page).count()).toBe(4)
    await page.getByRole('button', { name: 'Any class' }).click()
    await page.keyboard.type('bl')
    await page.keyboard.press('Enter')
    await expect.poll(() => tiles(page).count()).toBe(2)
    await page.getByText('2 of 12 photos').waitFor()
    await page.getByRole('textbox', { name: 'Class or word…' }).fill('nothing of the kind')
    await page.getByRole('heading', { name: 'No photo matches' }).waitFor()
    await page.getByRole('button', { name: 'Show all photos' }).click()
    await expect.poll(() => tiles(page).count()).toBe(12)
    const anyClass = page.getByRole('button', { name: 'Any class' })
    await anyClass.click()
    await page.getByRole('option', { name: /red/ }).waitFor()
    await anyClass.click() // closes the list that it has opened
    await page.getByRole('listbox', { name: 'Classes' }).waitFor({ state: 'detached' })
    await anyClass.click()
    await page.keyboard.press('ArrowUp') // from the first to the last
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'red', exact: true }).click()
    await page.getByRole('option', { name: 'Any class' }).click()
    await expect.poll(() => tiles(page).count()).toBe(12)
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Least sure first')
    const labels = await tiles(page).evaluateAll((all) =>
      all.map((tile) => tile.getAttribute('aria-label') ?? ''),
    )
    expect(labels.slice(0, 8).every((label) => label.includes('perhaps'))).toBe(true)
    const shares = labels.slice(0, 8).map((label) => Number(/(\d+)%/.exec(label)?.[1]))
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('shows a photo large, walks to its likes and back, and returns to its tile', async () => {
    const { page, client } = await openWindow('/library', { prepare: labelSome })
    await page
      .getByRole('gridcell', { name: /: red$/ })
      .first()
      .focus()
    const start = await page.evaluate(() => Number(document.activeElement?.getAttribute('data-place')))
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Photo' })
    await dialog.getByText(`${start + 1} of 12`, { exact: true }).waitFor()
    await dialog.getByText('red', { exact: true }).waitFor()
    const likes = dialog.getByRole('region', { name: 'Most similar photos' }).getByRole('button')
    await likes.first().waitFor()
    expect(await likes.count()).toBe(11)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    await dialog.getByText('2 of 12', { exact: true }).waitFor()
    await likes.first().waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    await dialog.getByRole('button', { name: 'Back' }).click()
    await dialog.getByText('2 of 12', { exact: true }).waitFor()
    await page.keyboard.type('violet')
    await page.keyboard.press('Enter')
    await dialog.getByText('violet', { exact: true }).waitFor({ timeout: 10_000 })
    expect(await counts(client)).toMatchObject({ violet: 1 })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(() => focused(page).getAttribute('aria-label')).toBe('Photo 2: violet')
  })

  it('tells which files could not be read, also where another window or a command had them read', async () => {
    let broken = ''
    const { page } = await openWindow('/library', {
      prepare: async (client, [photo]) => {
        broken = path.join(path.dirname(photo.path), 'broken.jpg')
        await writeFile(broken, 'no picture at all')
        await client.call('index', { folders: [] })
      },
    })
    await page.getByRole('button', { name: '1 file could not be read' }).click()
    const dialog = page.getByRole('dialog', { name: 'Files that could not be read' })
    await dialog.getByText(broken).waitFor()
    await dialog.getByText('It is not a picture: it is text.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.evaluate(() => (window.location.hash = '/indexing'))
    await page.getByText('1 file could not be read').click()
    await page.getByText(broken).waitFor()
    await rm(broken)
    await page.getByRole('link', { name: 'Switch library' }).click()
    await page.getByRole('button', { name: 'Look for new photos' }).click()
    await page.getByRole('heading', { name: 'ready to be sorted' }).waitFor()
    await page.getByRole('link', { name: 'Photos', exact: true }).click()
    await page.getByText('12 photos', { exact: true }).waitFor()
    expect(await page.getByText('could not be read').count()).toBe(0)
  })

  it('tells confirmed photos from mere guesses before it names them together, and leaves the guesses alone', async () => {
    const { page, client } = await openWindow('/library', { prepare: labelSome })
    await tiles(page).first().waitFor()
    await page.getByRole('button', { name: 'Any class' }).click()
    await page.keyboard.type('red')
    await page.keyboard.press('Enter')
    await expect.poll(() => tiles(page).count()).toBe(6)
    await tiles(page).first().focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('crimson')
    await page.getByText('2 confirmed, 4 only suggested').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'Give 6 photos the class crimson?' }).waitFor()
    expect(await counts(client)).toEqual({ blue: 2, red: 2 })
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Only 2 confirmed' }).click()
    await page.getByText('2 photos are now crimson').waitFor()
    expect(await counts(client)).toEqual({ blue: 2, crimson: 2 })
  })

  it('renames, merges and deletes the class it is filtered by, by one decision that confirms no guess', async () => {
    const { page, client } = await openWindow('/library', { prepare: labelSome })
    await tiles(page).first().waitFor()
    await page.getByRole('button', { name: 'Any class' }).click()
    await page.keyboard.type('red')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Rename, merge or delete red…' }).click()
    await page.getByText('2 confirmed photos have it').waitFor()
    await page.getByText('4 photos with only a suggestion for this class stay unconfirmed').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByLabel('Name', { exact: true }).fill('crimson')
    await page.keyboard.press('Enter')
    await page.getByText('red is now crimson: 2 photos').waitFor()
    expect(await counts(client)).toEqual({ blue: 2, crimson: 2 })
    await page.getByRole('button', { name: 'Rename, merge or delete crimson…' }).click()
    await page.getByLabel('Name', { exact: true }).fill('blue')
    await page.getByRole('button', { name: 'Merge into blue' }).click()
    await page.getByText('crimson was merged into blue: 2 photos').waitFor()
    expect(await counts(client)).toEqual({ blue: 4 })
    await page.keyboard.press('Control+z')
    await expect.poll(() => counts(client)).toEqual({ blue: 2, crimson: 2 })
    await page.getByRole('button', { name: 'Rename, merge or delete blue…' }).click()
    await page.getByRole('button', { name: 'Delete the class' }).click()
    await page.getByText('blue was deleted: 2 photos have no class now').waitFor()
    expect(await counts(client)).toEqual({ crimson: 2 })
    const { decisions } = await client.call('history', { limit: 1 })
    expect(decisions).toMatchObject([{ photos: 2 }])
  })

  it('says so where there are no photos', async () => {
    const { page } = await openWindow('/library', { classes: 1, perClass: 0 })
    await page.getByRole('link', { name: 'Photos', exact: true }).click()
    await page.getByRole('heading', { name: 'No photos yet' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  })
})
