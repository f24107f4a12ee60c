/** @file What a key means on a page: Enter, letters, undo and redo, the choice of what comes next; and what a hasty click means. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { leftOutTiles, openAllStacks, pageIsReady } from '../support/window/review-page.ts'

const tiles = (page: Page) => page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
const leftOut = (page: Page) => leftOutTiles(page).count()
const nameField = (page: Page) => page.getByRole('combobox', { name: /(are|is)$/ })
const whom = (count: number) => (count === 1 ? 'This photo is' : `These ${count} photos are`)
const labels = async (client: Client) => (await client.call('status', {})).classes

/** All of the first class, and two of each other one. */
async function labelFirst(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const [first, ...others] = [...Map.groupBy(photos, ({ class: name }) => name).values()]
  const chosen = [...first, ...others.flatMap((members) => members.slice(0, 2))]
  await client.call('label', { items: chosen.map(({ path, class: name }) => ({ path, class: name })) })
}
/** Two of each. */
async function labelSome(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const groups = [...Map.groupBy(photos, ({ class: name }) => name).values()]
  const chosen = groups.flatMap((members) => members.slice(0, 2))
  await client.call('label', { items: chosen.map(({ path, class: name }) => ({ path, class: name })) })
}

/** A page that asks about the least sure photo, with the one guess that it offers. */
async function openLeastSure() {
  const { page, client } = await openWindow('/review', { classes: 3, perClass: 8, prepare: labelSome })
  await page.getByRole('combobox', { name: 'Ask next about' }).selectOption('Between two classes')
  await page.getByRole('heading', { name: 'Which class is this?' }).waitFor()
  await pageIsReady(page)
  const guess = page.getByRole('list', { name: 'Proposed names' }).getByRole('button')
  const name = (await guess.innerText()).replace(/^\d\s*/, '')
  return { page, client, before: await labels(client), guess, name }
}

describe('Enter', () => {
  it('opens the name field where the page asks which class this is, and takes no guess, which has a figure', async () => {
    const { page, client, before, name } = await openLeastSure()
    expect(before.map((each) => each.name)).toContain(name)
    // After a look at the keys, Enter is for the page again, not for the button that showed them.
    await page.getByRole('button', { name: 'Keys', exact: true }).click()
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await nameField(page).waitFor()
    expect(await labels(client)).toEqual(before)
    await page.keyboard.press('Escape')
    await page.keyboard.press('1')
    await page.getByText(`1 photo is now ${name}`).waitFor()
  })
})

describe('a page that is larger than the window', () => {
  const nameAll = async (page: Page) => {
    await page.keyboard.press('F2')
    await nameField(page).fill('else')
    await page.keyboard.press('Enter')
  }
  it.each([
    ['answered', (page: Page) => page.keyboard.press('Enter'), 0],
    ['named, by a name that stays,', nameAll, 1],
  ])('is %s as a whole only once all of its photos were in sight', async (_how, answer, fields) => {
    const { page, client } = await openWindow('/review', { classes: 2, perClass: 13, prepare: labelSome })
    await page.setViewportSize({ width: 420, height: 420 })
    await page.getByRole('combobox', { name: 'Ask next about' }).selectOption('One class')
    await page.getByRole('heading', { name: /^Are these all/ }).waitFor()
    await pageIsReady(page)
    await openAllStacks(page)
    await tiles(page).first().focus()
    const before = await labels(client)
    const rest = page.getByText(/^\d+ photos? further down$/)
    await rest.waitFor()
    await answer(page)
    await page.getByText(/^Look at the rest first/).waitFor()
    await rest.waitFor({ state: 'hidden' })
    expect(await labels(client)).toEqual(before)
    expect(await nameField(page).count()).toBe(fields)
    if (fields > 0) expect(await nameField(page).inputValue()).toBe('else')
    if (fields > 0) await page.keyboard.press('Escape')
    await pageIsReady(page)
    await page.getByRole('button', { name: /^Yes/ }).click()
    await expect
      .poll(async () => (await client.call('history', { limit: 1 })).decisions)
      .toMatchObject([{ kind: 'page' }])
  })
})

describe('the key 0', () => {
  it('refuses the suggested class for the whole page, and begins a name where none is suggested', async () => {
    const { page, client, before, guess, name } = await openLeastSure()
    await page.keyboard.press('0')
    await expect
      .poll(async () => (await client.call('history', { limit: 1 })).decisions)
      .toMatchObject([{ kind: 'page', photos: 0, rejected: 1 }])
    expect(await labels(client)).toEqual(before)
    await pageIsReady(page)
    await page.keyboard.press('Control+z')
    await page.getByRole('heading', { name: 'Which class is this?' }).waitFor()
    await expect.poll(() => guess.innerText()).toContain(name)

    await page.getByRole('combobox', { name: 'Ask next about' }).selectOption({ index: 0 })
    await page.getByRole('heading', { name: 'What are these?' }).waitFor()
    await pageIsReady(page)
    await page.getByRole('button', { name: 'none of these' }).waitFor({ state: 'detached' })
    await page.keyboard.press('0')
    await nameField(page).waitFor()
    expect(await nameField(page).inputValue()).toBe('0')
  })
})

describe('letters', () => {
  it('name the whole page, whatever is left out, unless photos are selected; the field shows whom', async () => {
    const { page, client } = await openWindow('/review', { classes: 2, perClass: 15, prepare: labelSome })
    // A page of many photos: all that look like one class.
    await page.getByRole('combobox', { name: 'Ask next about' }).selectOption('One class')
    await page.getByRole('heading', { name: /^Are these all/ }).waitFor()
    await pageIsReady(page)
    await openAllStacks(page)
    await tiles(page).first().focus()
    const before = await labels(client)
    const size = await tiles(page).count()
    expect(size).toBeGreaterThan(3)
    await page.keyboard.press('x')
    await page.keyboard.type('rest')
    await page.getByText(whom(size - 1)).waitFor()
    expect(await page.locator('.naming img').count()).toBe(Math.min(size - 1, 8) - (size - 1 > 8 ? 1 : 0))
    await page.keyboard.press('Escape')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await page.getByText('2 selected').waitFor()
    await page.keyboard.type('pair')
    await page.getByText('These 2 photos are').waitFor()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('option', { name: /sent to pair/ }).count()).toBe(2)
    expect(await labels(client)).toEqual(before) // the page is not answered yet
    await page.keyboard.type('rest')
    await page.getByText(whom(size - 3)).waitFor()
    await page.keyboard.press('Enter')
    await expect
      .poll(() => labels(client))
      .toEqual(
        expect.arrayContaining([
          { name: 'pair', photos: 2 },
          { name: 'rest', photos: size - 3 },
        ]),
      )
  })
})

describe('undo and redo', () => {
  it('go through the steps of the open page first, then through answers, and bring back what was left out', async () => {
    const { page, client } = await openWindow('/review', { classes: 3, perClass: 8 })
    await pageIsReady(page)
    const size = await tiles(page).count()
    await page.keyboard.press('x')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('x')
    expect(await leftOut(page)).toBe(2)
    await page.keyboard.press('Control+z')
    expect(await leftOut(page)).toBe(1)
    await page.keyboard.press('Control+Shift+Z')
    expect(await leftOut(page)).toBe(2)
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.getByText(/now one, 2 come again later$/).waitFor()
    await pageIsReady(page)

    // On the next page one photo is left out; three steps back, three forth, and all is as it was.
    const second = await tiles(page).first().getAttribute('title')
    await page.keyboard.press('x')
    expect(await leftOut(page)).toBe(1)
    await page.keyboard.press('Control+z')
    expect(await leftOut(page)).toBe(0)
    expect(await labels(client)).toEqual([{ name: 'one', photos: size - 2 }])
    await page.keyboard.press('Control+z')
    await expect.poll(() => labels(client)).toEqual([])
    await expect.poll(() => leftOut(page)).toBe(2)
    await page.keyboard.press('Control+z')
    await expect.poll(() => leftOut(page)).toBe(1)
    await page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => leftOut(page)).toBe(2)
    await page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => labels(client)).toEqual([{ name: 'one', photos: size - 2 }])
    await page.getByTitle(second ?? '', { exact: true }).waitFor()
    await page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => leftOut(page)).toBe(1)
  })

  it('put back no answer that a new step on its page has made final', async () => {
    const { page, client } = await openWindow('/review', { classes: 2, perClass: 15 })
    await pageIsReady(page)
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.getByText(/now one/).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone').waitFor()
    await pageIsReady(page)
    await page.keyboard.press('x')
    expect(await leftOut(page)).toBe(1)
    await page.keyboard.press('Control+Shift+Z')
    await page.getByText('There is nothing to redo').waitFor()
    expect([await leftOut(page), await labels(client)]).toEqual([1, []])
  })

  it('take back the answer that is on its way, once it is stored', async () => {
    const { page, client } = await openWindow('/review', { classes: 2, perClass: 15, slowedBy: 600 })
    await pageIsReady(page)
    await page.keyboard.press('x')
    await page.keyboard.press('F2') // letters right after X may be the rest of a name that begins with it
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+z')
    await page.getByText('Undone').waitFor()
    expect(await labels(client)).toEqual([])
    await expect.poll(() => leftOut(page)).toBe(1)
  })
})

describe('the class to ask about', () => {
  it('stays chosen where nothing of it is open, and its list keeps the keys while one goes through it', async () => {
    const { page, client, photos } = await openWindow('/review', {
      ...{ classes: 3, perClass: 8, prepare: labelFirst },
    })
    const names = [...new Set(photos.map((photo) => photo.class))].sort()
    const [done] = [photos[0].class]
    await page.getByRole('heading', { level: 1 }).waitFor()
    const query = page.getByRole('combobox', { name: 'Ask next about' })
    await query.selectOption('One class')
    const list = page.getByRole('combobox', { name: 'Which class' })
    const offered = await list.locator('option').allInnerTexts()
    expect(offered.toSorted()).toEqual(names)
    await list.selectOption(done)
    await page.getByRole('heading', { name: `No unsorted photo looks like ${done}` }).waitFor()
    expect(await query.locator(':checked').innerText()).toBe('One class')

    await list.focus()
    const before = await labels(client)
    await page.keyboard.press('Home')
    for (const name of offered) {
      await expect.poll(() => list.inputValue()).toBe(name)
      const heading = name === done ? `No unsorted photo looks like ${name}` : `Are these all ${name}?`
      await page.getByRole('heading', { name: heading }).waitFor()
      expect(await list.evaluate((element) => element === document.activeElement)).toBe(true)
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.type('q')
    expect(await nameField(page).count()).toBe(0)
    expect(await labels(client)).toEqual(before)
  })

  it('is told to be gone, and no other is asked about in its place', async () => {
    const { page, client } = await openWindow('/review', { classes: 3, perClass: 8, prepare: labelSome })
    await page.getByRole('heading', { level: 1 }).waitFor()
    const query = page.getByRole('combobox', { name: 'Ask next about' })
    await query.selectOption('One class')
    await page.getByRole('heading', { name: /^Are these all/ }).waitFor()
    await client.call('undo', {})
    await page.getByText(/^No photo has the class .* any more/).waitFor()
    await expect.poll(() => query.inputValue()).toBe('value')
  })
})

describe('a double click', () => {
  it('answers one page, not the next one too', async () => {
    const { page, client } = await openWindow('/review', { classes: 3, perClass: 8, prepare: labelSome })
    await pageIsReady(page)
    const before = (await client.call('status', {})).actions
    await page.getByRole('button', { name: /^Skip/ }).dblclick()
    await page.getByText('Page skipped').waitFor()
    await pageIsReady(page)
    expect((await client.call('status', {})).actions).toBe(before + 1)
    // The focus is with the photos, so that Enter cannot press the button of another page.
    expect(await page.locator(':focus').getAttribute('role')).toBe('option')
  })
})
