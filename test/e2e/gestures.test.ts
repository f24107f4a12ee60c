/** @file What the mouse does on a page: clicks, the cross, dragging, two clicks; and the keys that change a selection. */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { letPhotosShow } from '../support/photos/showing-library.ts'
import { openWindow } from '../support/window/open-window.ts'
import { drag } from '../support/window/drag.ts'
import { leftOutTiles, openAllStacks, pageIsReady } from '../support/window/review-page.ts'

const tiles = (page: Page) => page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
const selected = (page: Page) => tiles(page).and(page.getByRole('option', { selected: true }))
const cross = (tile: Locator) => tile.getByTitle(/\(X\)$/)

async function openPage() {
  const opened = await openWindow('/review', { classes: 3, perClass: 12 })
  await tiles(opened.page).first().waitFor()
  await pageIsReady(opened.page)
  await openAllStacks(opened.page)
  return { ...opened, shown: await tiles(opened.page).count() }
}

describe('the mouse on a page', () => {
  it('selects by a click, adds with Ctrl, extends with Shift, and selects none beside the photos', async () => {
    const { page, client } = await openPage()
    await tiles(page).nth(2).click()
    await page.getByText('1 selected').waitFor()
    expect(await leftOutTiles(page).count()).toBe(0)
    await tiles(page).nth(0).click()
    expect(await selected(page).count()).toBe(1)
    await tiles(page)
      .nth(2)
      .click({ modifiers: ['Shift'] })
    await page.getByText('3 selected').waitFor()
    await tiles(page)
      .nth(1)
      .click({ modifiers: ['Control'] })
    await page.getByText('2 selected').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('listbox', { name: /\?$/ }).click({ position: { x: 1, y: 1 } })
    await expect.poll(() => selected(page).count()).toBe(0)
    expect((await client.call('status', {})).labelled).toBe(0)
  })

  it('leaves photos out by their cross, all selected ones by the cross of one, and takes them back', async () => {
    const { page } = await openPage()
    await tiles(page).nth(1).hover()
    await cross(tiles(page).nth(1)).click()
    await page.getByText('1 left out').waitFor()
    await cross(tiles(page).nth(1)).click()
    await expect.poll(() => leftOutTiles(page).count()).toBe(0)
    await tiles(page).nth(0).click()
    await tiles(page)
      .nth(2)
      .click({ modifiers: ['Shift'] })
    await cross(tiles(page).nth(2)).click()
    await page.getByText('3 left out').waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(() => leftOutTiles(page).count()).toBe(0)
  })

  it('selects what a drawn rectangle touches, which is then named while the rest stays', async () => {
    const { page, client, shown } = await openPage()
    await drag(page, tiles(page).nth(0), tiles(page).nth(1))
    await page.getByText('2 selected').waitFor()
    await page.keyboard.down('Control')
    await drag(page, tiles(page).nth(2), tiles(page).nth(2))
    await page.keyboard.up('Control')
    await page.getByText('3 selected').waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'These 3 photos are' }).fill('rabbit')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('option', { name: /, sent to rabbit$/ }).count()).toBe(3)
    await page.keyboard.press('Enter')
    await page.keyboard.type('hare')
    await page.keyboard.press('Enter')
    const classes = async () => (await client.call('status', {})).classes
    await expect.poll(classes).toEqual(
      expect.arrayContaining([
        { name: 'rabbit', photos: 3 },
        { name: 'hare', photos: shown - 3 },
      ]),
    )
  })

  it('draws no rectangle from a cross, and ends it with Esc, with the focus on what the keys are about', async () => {
    const { page } = await openPage()
    await tiles(page).nth(1).hover()
    await drag(page, cross(tiles(page).nth(1)), tiles(page).nth(0))
    expect(await selected(page).count()).toBe(0)
    const from = await tiles(page).nth(0).boundingBox()
    const to = await tiles(page).nth(1).boundingBox()
    if (from === null || to === null) throw new Error('Such a tile is not on screen')
    await page.mouse.move(from.x + 4, from.y + 4)
    await page.mouse.down()
    await page.mouse.move(to.x + 20, to.y + 20, { steps: 3 })
    await page.getByText('2 selected').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => selected(page).count()).toBe(0)
    await page.mouse.move(to.x + 40, to.y + 40, { steps: 3 })
    expect(await selected(page).count()).toBe(0)
    await page.mouse.up()
    await drag(page, tiles(page).nth(0), tiles(page).nth(1))
    await page.getByText('2 selected').waitFor()
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/^Photo 2:/)
  })

  it('shows a photo large by two clicks, and then no photo is selected', async () => {
    const { page } = await openPage()
    await tiles(page).nth(1).dblclick()
    const large = page.getByRole('dialog')
    await large.getByRole('heading', { name: /^Photo 2:/ }).waitFor()
    await page.keyboard.press('Escape')
    await large.waitFor({ state: 'detached' })
    expect(await selected(page).count()).toBe(0)
  })

  it('keeps only the selected photos, or selects the others, by a key and by a button', async () => {
    const { page, shown } = await openPage()
    await tiles(page).nth(0).click()
    await page.keyboard.press('Control+i')
    await page.getByText(`${shown - 1} selected`).waitFor()
    await page.keyboard.press('Control+x')
    await page.getByText('1 left out').waitFor()
    await expect.poll(() => leftOutTiles(page).count()).toBe(1)
    expect(await tiles(page).nth(0).getAttribute('aria-label')).toMatch(/, left out$/)
    await tiles(page).nth(0).click()
    await page.getByRole('button', { name: 'Only these' }).click()
    await page.getByText(`${shown - 1} left out`).waitFor()
    await page.keyboard.press('Control+z')
    await page.keyboard.press('Control+z')
    await expect.poll(() => leftOutTiles(page).count()).toBe(0)
  })
})

describe('the photos of a page', () => {
  const WIDTHS = [1366, 1280, 1024, 390]
  const place = (page: Page) => tiles(page).nth(1).boundingBox()

  /** Another width takes some frames to reach the photos. */
  async function hasSettled(): Promise<void> {
    const places = () =>
      [...document.querySelectorAll('[role=option]')].map((tile) => {
        const { x, y, width } = tile.getBoundingClientRect()
        return [x, y, width].join(' ')
      })
    for (let before = '', same = 0; same < 20;) {
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = places().join()
      same = now === before ? same + 1 : 0
      before = now
    }
  }

  /** Whatever is selected, left out, said or typed: the second photo is where it was. */
  async function staysInPlace(page: Page): Promise<void> {
    await tiles(page).nth(0).focus()
    await page.evaluate(hasSettled)
    const before = await place(page)
    const stays = async () => {
      expect(await place(page)).toEqual(before)
    }
    await tiles(page).nth(0).click()
    await page.getByText('1 selected').waitFor()
    await stays()
    await tiles(page)
      .nth(1)
      .click({ modifiers: ['Control'] })
    await page.getByText('2 selected').waitFor()
    await stays()
    await page.keyboard.press('F8')
    await page.getByText('2 set aside').first().waitFor()
    await stays()
    await page.keyboard.press('Control+z')
    await tiles(page).nth(0).click()
    await page.keyboard.press('x')
    await page.getByText('1 left out').waitFor()
    await stays()
    await page.keyboard.press('F2')
    await page.getByRole('combobox', { name: /(are|is)$/ }).waitFor()
    await stays()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+a')
    await page.keyboard.press('x')
    await expect.poll(() => tiles(page).count()).toBe(await leftOutTiles(page).count())
    await stays()
    await page.keyboard.press('F2')
    await page.getByRole('status').getByText('All photos are left out').waitFor()
    await stays()
    for (let steps = 0; steps < 2; steps += 1) await page.keyboard.press('Control+z')
    await expect.poll(() => leftOutTiles(page).count()).toBe(0)
    await stays()
  }

  it('stay where they are, whatever is selected, left out, said or typed, on wide and on narrow windows', async () => {
    const { page, client } = await openWindow('/review', {
      ...{ classes: 3, perClass: 12 },
      prepare: (_client, _photos, folder) =>
        letPhotosShow(folder, Array<string[]>(36).fill(['pug', 'tabby', 'beagle'])),
    })
    await pageIsReady(page)
    await openAllStacks(page)
    expect(
      await page.getByRole('list', { name: 'Proposed names' }).getByRole('button').count(),
    ).toBeGreaterThan(1)
    const hints = page.getByRole('button', { name: 'Do not show such hints again' })
    await hints.waitFor()
    const withHint = await place(page)
    await hints.click()
    await hints.waitFor({ state: 'hidden' })
    expect(await place(page)).toEqual(withHint)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      await staysInPlace(page)
    }
    expect((await client.call('status', {})).labelled).toBe(0)
  })

  it('do so as well where a page asks yes or no, which has more buttons', async () => {
    const { page, client } = await openWindow('/review', {
      ...{ classes: 2, perClass: 15 },
      prepare: async (engine, photos) => {
        const items = [0, 1, 15, 16].map((i) => ({ path: photos[i].path, class: photos[i].class }))
        await engine.call('label', { items })
      },
    })
    await page.getByRole('combobox', { name: 'Ask next about' }).selectOption('One class')
    await page.getByRole('heading', { name: /^Are these all/ }).waitFor()
    await pageIsReady(page)
    await openAllStacks(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      await staysInPlace(page)
    }
    expect((await client.call('status', {})).labelled).toBe(4)
  })
})

describe('photos that are dropped on a class', () => {
  const target = (page: Page, name: string) =>
    page.getByRole('complementary', { name: 'Classes' }).getByRole('listitem').filter({ hasText: name })
  const carry = async (page: Page, from: Locator, to: Locator) => {
    const [start, end] = [await from.boundingBox(), await to.boundingBox()]
    if (start === null || end === null) throw new Error('It is not on screen')
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2)
    await page.mouse.down()
    await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 4 })
  }

  async function openSecondPage() {
    const { page, ...rest } = await openPage()
    await page.keyboard.type('first')
    await page.keyboard.press('Enter')
    await page.getByText(/now first$/).waitFor()
    await pageIsReady(page)
    await openAllStacks(page)
    await target(page, 'first').waitFor()
    const labelled = async () => (await rest.client.call('status', {})).labelled
    return { page, ...rest, labelled, before: await labelled() }
  }

  it('get it as if they were named, and undo takes it back', async () => {
    const { page, client, labelled, before } = await openSecondPage()
    expect(await accessibilityProblems(page)).toEqual([])
    await tiles(page).nth(0).click()
    await tiles(page)
      .nth(1)
      .click({ modifiers: ['Control'] })
    await carry(page, tiles(page).nth(1), target(page, 'first'))
    await page.getByRole('status').getByText('2 photos', { exact: true }).waitFor()
    await page.mouse.up()
    const sent = page.getByRole('option', { name: /, sent to first$/ })
    await expect.poll(() => sent.count()).toBe(2)
    await page.keyboard.press('Control+z')
    await expect.poll(() => sent.count()).toBe(0)
    await page.keyboard.press('Control+a')
    const size = (await client.call('page', { stacks: true, mixed: true })).page?.photos.length ?? 0
    await carry(page, tiles(page).nth(0), target(page, 'first'))
    await page.mouse.up()
    await page.getByText(`${size} photos are now first`).waitFor()
    expect(await labelled()).toBe(before + size)
    await pageIsReady(page)
    await page.keyboard.press('Control+z')
    await expect.poll(labelled).toBe(before)
  })

  it('keep what they are where the drag ends by Esc, by a key or beside the classes, and stay selected', async () => {
    const { page, labelled, before } = await openSecondPage()
    await tiles(page).nth(0).click()
    await carry(page, tiles(page).nth(0), target(page, 'first'))
    await page.keyboard.press('Escape')
    await page.mouse.up()
    await page.getByText('1 selected').waitFor()
    await carry(page, tiles(page).nth(0), tiles(page).nth(1))
    await page.mouse.up()
    await page.getByText('1 selected').waitFor()
    await carry(page, tiles(page).nth(0), target(page, 'first'))
    await page.keyboard.press('Control+a')
    await page.mouse.up()
    expect(await page.getByRole('option', { name: /, sent to / }).count()).toBe(0)
    expect(await labelled()).toBe(before)
    await page.getByRole('button', { name: 'Hide the classes' }).click()
    await expect.poll(() => page.locator(':focus').getAttribute('role')).toBe('option')
    expect(await target(page, 'first').count()).toBe(0)
  })
})

describe('the menu over a photo', () => {
  it('is about the photo or the selection, does what the keys do, and gives the focus back', async () => {
    const { page, client } = await openPage()
    const menu = page.getByRole('menu')
    await tiles(page).nth(1).click({ button: 'right' })
    await menu.getByRole('menuitem', { name: /^Name 1 photo/ }).waitFor()
    expect(await selected(page).count()).toBe(1)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toMatch(/^Photo 2:/)

    await tiles(page)
      .nth(0)
      .click({ modifiers: ['Control'] })
    await tiles(page).nth(1).click({ button: 'right' })
    await menu.getByRole('menuitem', { name: /^Leave out/ }).click()
    await page.getByText('2 left out').waitFor()
    await menu.waitFor({ state: 'detached' })
    await tiles(page).nth(1).click({ button: 'right' })
    await menu.getByRole('menuitem', { name: /^Take back in/ }).click()
    await page.getByText('1 left out').waitFor()
    await tiles(page).nth(1).click({ button: 'right' })
    // Keys belong to the menu while it is open: Enter takes its first line.
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('combobox', { name: 'This photo is' }).waitFor()
    await page.keyboard.press('Escape')
    await tiles(page).nth(2).click({ button: 'right' })
    await menu.getByRole('menuitem', { name: /^Show large/ }).click()
    await page
      .getByRole('dialog')
      .getByRole('heading', { name: /^Photo 3:/ })
      .waitFor()
    expect((await client.call('status', {})).labelled).toBe(0)
  })

  it('is not there beside the photos', async () => {
    const { page } = await openPage()
    await page.getByRole('listbox', { name: /\?$/ }).click({ button: 'right', position: { x: 1, y: 1 } })
    await tiles(page).nth(0).click()
    await page.getByText('1 selected').waitFor()
    expect(await page.getByRole('menu').count()).toBe(0)
  })
})

describe('a click that comes too early', () => {
  it('changes nothing, and takes what follows it along', async () => {
    const { page, client } = await openWindow('/review', { classes: 3, perClass: 12, slowedBy: 300 })
    await tiles(page).first().waitFor()
    await pageIsReady(page)
    const size = (await client.call('page', {})).page?.photos.length
    const box = await tiles(page).nth(1).boundingBox()
    if (box === null) throw new Error('The photo is not on screen')
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
    await page.getByText('You clicked too early').waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await page.getByText(/now one$/).waitFor()
    await pageIsReady(page)
    expect(await selected(page).count()).toBe(0)
    expect((await client.call('status', {})).classes).toEqual([{ name: 'one', photos: size }])
  })
})
