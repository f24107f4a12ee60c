import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { accessibilityProblems, problemsInBothThemes } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { pageIsReady } from '../support/window/review-page.ts'

/** Four photos of each drawn class, in two classes of one level and one of another. */
async function labelSome(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const names = ['round/red', 'round/blue', 'flat']
  const drawn = [...new Set(photos.map((photo) => photo.class))]
  const items = drawn.flatMap((each, index) =>
    photos
      .filter((photo) => photo.class === each)
      .slice(0, 4)
      .map((photo) => ({ path: photo.path, class: names[index] })),
  )
  await client.call('label', { items })
}
const counts = async (client: Client) => {
  const { classes } = await client.call('status', {})
  return Object.fromEntries(classes.map(({ name, photos }) => [name, photos]))
}
const list = (page: Page) => page.getByRole('treegrid', { name: 'Classes' })
const line = (page: Page, name: string) => list(page).getByRole('row', { name: new RegExp(`^${name}: `) })
/** Where a click selects the row: in its middle are photos. */
const nameOf = (page: Page, name: string) => line(page, name).getByRole('rowheader')
const lines = (page: Page) =>
  list(page)
    .locator('[data-place]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')?.split(':')[0]))
const hasFocus = (row: Locator) => row.evaluate((element) => element === document.activeElement)

describe('the classes', () => {
  it('are a tree with sums, which keys fold, search and open in the library', async () => {
    const { page } = await openWindow('/classes', { classes: 3, prepare: labelSome })
    await line(page, 'round').waitFor()
    expect(await lines(page)).toEqual(['flat', 'round', 'round/blue', 'round/red'])
    expect(await line(page, 'round').getAttribute('aria-label')).toContain('8 confirmed photos')
    await expect
      .poll(() =>
        line(page, 'round/red')
          .getByRole('button', { name: /^Typical photo/ })
          .count(),
      )
      .toBe(4)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Tab')
    await line(page, 'flat').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => lines(page)).toEqual(['flat', 'round'])
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => hasFocus(line(page, 'round/blue'))).toBe(true)
    await page.keyboard.press('Space')
    const photo = page.getByRole('dialog', { name: 'round/blue' })
    await photo.getByText(/^Confirmed · 1 of/).waitFor()
    await page.keyboard.press('ArrowRight')
    await photo.getByText(/ · 2 of/).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await expect.poll(() => hasFocus(line(page, 'round/blue'))).toBe(true)
    await page.keyboard.press('Control+f')
    await page.keyboard.type('RED')
    await expect.poll(() => lines(page)).toEqual(['round', 'round/red'])
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => hasFocus(line(page, 'round'))).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('radio', { name: 'All', exact: false }).first().waitFor()
    const tiles = page.getByRole('gridcell')
    await expect.poll(() => tiles.filter({ hasText: /round/ }).count()).toBeGreaterThan(7)
    expect(await tiles.filter({ hasText: 'flat' }).count()).toBe(0)
  })

  it('are renamed, merged and deleted by keys and menu, each after a preview, and undone as a whole', async () => {
    const { page, client } = await openWindow('/classes', { classes: 3, prepare: labelSome })
    await nameOf(page, 'round/red').click()
    await page.keyboard.press('F2')
    const change = page.getByRole('dialog', { name: 'The class round/red' })
    await change.getByText('4 confirmed photos have it').waitFor()
    // The field has the focus, and what is typed replaces the name; blanks count as everywhere.
    await page.keyboard.type('round / crimson')
    await page.keyboard.press('Enter')
    await page.getByText('round/red is now round/crimson: 4 photos').waitFor()
    await expect.poll(() => hasFocus(line(page, 'round/crimson'))).toBe(true)
    expect(await counts(client)).toEqual({ 'round/blue': 4, 'round/crimson': 4, flat: 4 })

    await nameOf(page, 'flat').click()
    await nameOf(page, 'round/blue').click({ modifiers: ['Control'] })
    await page.getByText('2 classes selected').waitFor()
    await page.getByRole('button', { name: 'Merge these…' }).click()
    const merge = page.getByRole('dialog', { name: 'Merge 2 classes' })
    await merge.getByText('8 confirmed photos have one of them').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.type('shapes')
    await merge.getByRole('button', { name: 'Merge into shapes' }).click()
    await page.getByText('Merged into shapes: 8 photos').waitFor()
    expect(await counts(client)).toEqual({ 'round/crimson': 4, shapes: 8 })
    await expect.poll(() => hasFocus(line(page, 'shapes'))).toBe(true)
    await page.keyboard.press('Control+z')
    await expect.poll(() => counts(client)).toEqual({ 'round/blue': 4, 'round/crimson': 4, flat: 4 })

    await nameOf(page, 'round').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Delete…/ }).click()
    const remove = page.getByRole('dialog', { name: 'Delete the class round?' })
    await remove.getByText('With the 2 classes in it').waitFor()
    await remove.getByText('8 confirmed photos have it or a class in it').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    // Who answers without looking neither deletes nor cancels.
    await page.keyboard.press('Enter')
    await expect.poll(() => remove.isVisible()).toBe(true)
    await remove.getByRole('button', { name: 'Delete the class' }).click()
    await expect.poll(() => lines(page)).toEqual(['flat'])
    expect(await counts(client)).toEqual({ flat: 4 })
    await expect.poll(() => hasFocus(line(page, 'flat'))).toBe(true)
    await page.keyboard.press('Delete')
    await page
      .getByRole('dialog', { name: 'Delete the class flat?' })
      .getByRole('button', { name: 'Delete the class' })
      .click()
    const start = page.getByRole('button', { name: 'Start sorting' })
    await expect.poll(() => hasFocus(start)).toBe(true)
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await expect.poll(() => counts(client)).toEqual({ 'round/blue': 4, 'round/crimson': 4, flat: 4 })
  })

  it('stay in sight under a new name, and are found again after another view', async () => {
    const { page } = await openWindow('/classes', {
      classes: 3,
      prepare: async (engine, photos) => {
        const items = photos.map(({ path }, index) => ({ path, class: `kind ${index + 1}` }))
        await engine.call('label', { items })
      },
    })
    await line(page, 'kind 1').focus()
    await page.keyboard.press('F2')
    await page.getByRole('dialog').getByText('1 confirmed photo has it').waitFor()
    await page.keyboard.type('zebra')
    await page.keyboard.press('Enter')
    const zebra = line(page, 'zebra')
    const isInSight = async (): Promise<boolean> => {
      const [row, rows] = await Promise.all([zebra.boundingBox(), list(page).boundingBox()])
      return row !== null && rows !== null && row.y + row.height <= rows.y + rows.height + 1
    }
    await expect.poll(() => hasFocus(zebra)).toBe(true)
    await expect.poll(isInSight).toBe(true)
    await page.getByRole('combobox', { name: 'Order' }).selectOption('Most photos first')
    await page.getByRole('textbox', { name: 'Find a class' }).fill('z')
    await expect.poll(() => lines(page)).toEqual(['zebra'])
    await page.getByRole('link', { name: 'Photos', exact: true }).click()
    await page.getByRole('link', { name: 'Classes', exact: true }).click()
    await expect.poll(() => lines(page)).toEqual(['zebra'])
    expect(await page.getByRole('textbox', { name: 'Find a class' }).inputValue()).toBe('z')
  })

  it('are split by what their photos look like, as far as parts are named and photos not left out', async () => {
    const { page, client, photos } = await openWindow('/classes', {
      classes: 2,
      prepare: async (engine, all) => {
        const items = all.slice(0, -1).map(({ path }) => ({ path, class: 'mixed' }))
        await engine.call('label', { items })
      },
    })
    await line(page, 'mixed').focus()
    await page.keyboard.press('s')
    const dialog = page.getByRole('dialog', { name: 'Split mixed' })
    const part = (place: number) => dialog.getByRole('region', { name: `Part ${place}` })
    await part(2).waitFor()
    expect(await dialog.getByRole('button', { name: 'Split', exact: true }).isDisabled()).toBe(true)
    expect(await accessibilityProblems(page)).toEqual([])
    await part(1).getByRole('combobox').focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => hasFocus(part(2).getByRole('combobox'))).toBe(true)
    await page.keyboard.type('other kind')
    await page.keyboard.press('Enter')
    // Enter never splits: after the last name it goes to the button.
    const take = dialog.getByRole('button', { name: 'Split', exact: true })
    await expect.poll(() => hasFocus(take)).toBe(true)
    const before = await part(2)
      .getByRole('button', { name: /leave it in its class/ })
      .count()
    await part(2)
      .getByRole('button', { name: /^Photo 1:/ })
      .click()
    await dialog
      .getByText(`${before - 1} of ${photos.length - 1} confirmed photos get another class`)
      .waitFor()
    await dialog.getByText(`${before - 1} photos → other kind`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await take.click()
    await page.getByText(`${before - 1} photos of mixed have another class now`).waitFor()
    expect(await counts(client)).toEqual({ mixed: photos.length - before, 'other kind': before - 1 })
    await expect.poll(() => lines(page)).toEqual(['mixed', 'other kind'])
    await page.keyboard.press('Control+z')
    await expect.poll(() => counts(client)).toEqual({ mixed: photos.length - 1 })
  })

  it('say what to do where there is none', async () => {
    const { page } = await openWindow('/classes')
    await page.getByRole('heading', { name: 'No classes yet' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Start sorting' }).click()
    await page.getByRole('heading', { name: 'What are these?' }).waitFor()
  })

  it('get a colour and a key, with which a page is answered; a key that another class has is refused', async () => {
    const { page, client } = await openWindow('/classes', { classes: 3, prepare: labelSome })
    await nameOf(page, 'flat').click()
    await page.keyboard.press('c')
    const mark = page.getByRole('dialog', { name: 'Colour and key of flat' })
    await mark.getByRole('radio', { name: 'Red', exact: true }).check()
    await mark.getByRole('textbox', { name: 'Key in Review' }).fill('f')
    expect(await problemsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Enter')
    await mark.waitFor({ state: 'detached' })
    await nameOf(page, 'flat').getByText('Alt+F').waitFor()
    await expect.poll(() => hasFocus(line(page, 'flat'))).toBe(true)
    const { classMarks } = await client.call('status', {})
    expect(classMarks).toEqual([{ class: 'flat', colour: 'red', key: 'f' }])

    await nameOf(page, 'round/red').click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Colour and key/ }).click()
    const other = page.getByRole('dialog', { name: 'Colour and key of round/red' })
    await other.getByRole('textbox', { name: 'Key in Review' }).fill('F')
    await other.getByText('Alt+F already says flat').waitFor()
    expect(await other.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await other.getByRole('textbox', { name: 'Key in Review' }).fill('ß')
    await other.getByText('Only a letter from A to Z').waitFor()
    await page.keyboard.press('Escape')

    await page.evaluate(() => (window.location.hash = '/review'))
    await pageIsReady(page)
    const before = await counts(client)
    const asked = (await client.call('page', {})).page?.photos.length ?? 0
    await page.keyboard.press('Alt+q') // no class has this key, so it is left to the menu bar
    await page.keyboard.press('Alt+f')
    await expect.poll(() => counts(client)).toEqual({ ...before, flat: before.flat + asked })
    await page.getByRole('complementary').getByText('Alt+F').waitFor()
  })

  it('says the keys by their signs on a Mac, and what the signs are', async () => {
    const { page, client } = await openWindow('/review', { classes: 3, prepare: labelSome })
    await client.call('markClass', { class: 'flat', colour: null, key: 'f' })
    await page.addInitScript(() => {
      const userAgent = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
      Object.defineProperty(navigator, 'userAgent', { value: userAgent })
    })
    await page.reload()
    await pageIsReady(page)
    await page.getByRole('complementary').getByText('⌥F').waitFor()
    await page.keyboard.press('?')
    const help = page.getByRole('dialog', { name: 'Keys' })
    await help.getByText('⌘ is Command, ⌃ is Control, ⌥ is Option, ⇧ is Shift.').waitFor()
    await help.getByText('⌥letter or figure').waitFor()
    await help.getByText('⇧⌘Z').waitFor()
    expect(await help.getByText(/Ctrl|Alt\+/).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.evaluate(() => (window.location.hash = '/classes'))
    await nameOf(page, 'flat').getByText('⌥F').waitFor()
  })
})
