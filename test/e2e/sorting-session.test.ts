/** @file The main job as a person does it, in a real browser on a real engine: choose, read, name, exclude, undo, go on. */
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openLiveWindow, readFolder } from '../support/window/live-window.ts'
import { ScriptedPerson } from '../support/window/scripted-person.ts'
import { speakGerman } from '../support/window/speak-german.ts'
import { openWindow, type WindowInTest } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { leftOutTiles, pageIsReady } from '../support/window/review-page.ts'

/** At the first page of photos that were read before: to read them is tried in the main job, from a folder on. */
async function openSorting(shape: { classes: number; perClass: number }): Promise<WindowInTest> {
  const opened = await openWindow('/review', shape)
  await opened.page.getByRole('heading', { name: 'What are these?' }).waitFor()
  return opened
}

const options = (page: Page) => page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
const nameField = (page: Page) => page.getByRole('combobox', { name: /(are|is)$/ })
const counter = (page: Page) => page.getByText(/^\d+ of \d+ sorted$/)

/** The class in which the test drew the photo at a place of the page. */
async function drawnClass(page: Page, photos: DrawnPhoto[], index = 0): Promise<string> {
  const name = (await options(page).nth(index).getAttribute('aria-label')) ?? ''
  return photos.find((photo) => name.includes(photo.path.split('/').at(-1) ?? ' '))?.class ?? ''
}

/** Names the page by keyboard and waits for the next one. */
async function namePage(page: Page, name: string): Promise<void> {
  await pageIsReady(page)
  await page.keyboard.press('F2')
  await nameField(page).fill(name)
  await page.keyboard.press('Enter')
  await page.getByText(`now ${name}`).waitFor()
}

/** How many pixels a choice lacks to show its longest option. */
function widthMissing(choice: Locator): Promise<number> {
  return choice.evaluate((element) => {
    const copy = element.cloneNode(true) as HTMLElement
    copy.style.cssText = 'position: absolute; width: max-content; max-width: none'
    element.after(copy)
    const missing = copy.getBoundingClientRect().width - element.getBoundingClientRect().width
    copy.remove()
    return Math.max(0, missing)
  })
}

describe('the main job', () => {
  it('goes by keyboard from a folder to labels that outlast a reload and an engine that dies', async () => {
    const live = await openLiveWindow()
    const { page, photos, complaints } = live
    await page.getByRole('heading', { name: 'Sort your photos by your own classes' }).waitFor()
    await readFolder(live)

    await page.getByText(/^Click the cross on photos that are unlike the others/).waitFor()
    // Name the first group, without its second photo.
    const first = await drawnClass(page, photos)
    const size = await options(page).count()
    await pageIsReady(page)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('x')
    expect(await options(page).nth(1).getAttribute('aria-label')).toMatch(/, left out$/)
    await page.getByText('1 left out').waitFor()
    await namePage(page, first)
    await page.getByText(`${size - 1} photos are now ${first}, 1 comes again later`).waitFor()
    await counter(page)
      .filter({ hasText: `${size - 1} of ${photos.length} sorted` })
      .waitFor()

    // Undo, redo: the page comes back as it was, without its second photo.
    await page.keyboard.press('Control+z')
    await counter(page)
      .filter({ hasText: `0 of ${photos.length} sorted` })
      .waitFor()
    await expect.poll(() => options(page).nth(1).getAttribute('aria-label')).toMatch(/, left out$/)
    await page.keyboard.press('Control+Shift+Z')
    await counter(page)
      .filter({ hasText: `${size - 1} of ${photos.length} sorted` })
      .waitFor()

    await page.reload()
    await counter(page)
      .filter({ hasText: `${size - 1} of ${photos.length} sorted` })
      .waitFor()

    // The engine dies; the window says so, and the next answer reaches the next engine.
    await options(page).first().waitFor()
    live.killEngine()
    await page.getByRole('alert').getByText('Twinsort has stopped working in the background.').waitFor()
    await page.getByText('Twinsort has stopped working in the background.').waitFor({ state: 'detached' })
    await options(page).first().waitFor()
    const second = await drawnClass(page, photos)
    await pageIsReady(page)
    await page.keyboard.press('F2')
    await nameField(page).fill(second)
    await page.keyboard.press('Enter')
    await page
      .getByText(/are? now/)
      .or(page.getByText(/is now/))
      .waitFor()
    expect(complaints).toEqual([])
  })

  it('goes through 300 photos by keys alone, is done when each has its class, and says what comes next', async () => {
    const perClass = 50
    const { page, client, photos, complaints } = await openSorting({ classes: 6, perClass })
    const classOf = new Map(photos.map((photo) => [path.basename(photo.path), photo.class]))
    const person = new ScriptedPerson(page, {
      ...{ pace: 15, seed: 1, byKeysAlone: true },
      classOf: (file) => classOf.get(file) ?? '',
    })
    await person.sort(photos.length)
    await page.getByRole('heading', { name: 'Every photo has a class' }).waitFor()
    const sorted = page.getByRole('list', { name: 'Photos in each class' }).getByRole('listitem')
    await expect
      .poll(async () => (await sorted.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ')).sort())
      .toEqual([...new Set(photos.map((photo) => `${photo.class} ${perClass}`))].sort())
    const { ids, classes, classOf: stored, confirmed } = await client.call('photos', {})
    expect(confirmed).toEqual(confirmed.map(() => 1))
    for (const [row, id] of ids.entries()) {
      const { paths } = await client.call('photo', { id })
      expect(classes[stored[row]]).toBe(classOf.get(path.basename(paths[0])))
    }
    expect(await page.getByText(/press X/).count()).toBe(0)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('export')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Export' }).first().waitFor()
    expect(complaints).toEqual([])
  })

  it('sends one photo of a page to another class, and drops keys that come too early for the next page', async () => {
    const live = await openSorting({ classes: 3, perClass: 14 })
    const { page } = live
    await pageIsReady(page)
    // X leaves a photo out; where it was the first letter of a name, the whole name is offered beside the other letters.
    await page.keyboard.type('xylophone')
    await page.getByRole('option', { name: 'xylophone', exact: false }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Tab takes xylophone').waitFor()
    await page.keyboard.press('Tab')
    expect(await nameField(page).inputValue()).toBe('xylophone')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+z')
    await expect.poll(() => leftOutTiles(page).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.type('sea')
    expect(await nameField(page).inputValue()).toBe('sea')
    // Sent at once: the name is taken, and what follows reaches no page, but is said to have come too early.
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('x')
    await page.getByText('Typed too early').waitFor()
    await page.getByText(/now sea/).waitFor()
    await pageIsReady(page)
    expect(await leftOutTiles(page).count()).toBe(0)
    await page.getByText('Typed too early').waitFor({ state: 'detached' })

    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Control+Space')
    await page.getByText('1 selected').waitFor()
    await page.keyboard.press('F2')
    await page.getByText('This photo is').waitFor()
    await nameField(page).fill('one')
    await page.getByRole('option', { name: /^one/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('option', { name: /sent to one/ }).waitFor()
    await page.keyboard.press('F7')
    await page.getByText('Page skipped').waitFor()
    expect(live.complaints).toEqual([])
  })

  it('asks about what the person wants to be asked about', async () => {
    const live = await openSorting({ classes: 2, perClass: 30 })
    const { page, photos } = live
    const query = page.getByRole('combobox', { name: 'Ask next about' })
    expect(await query.locator('option').allTextContents()).not.toContain('One class')
    const first = await drawnClass(page, photos)
    const named = await options(page).count()
    await namePage(page, first)

    await query.selectOption('Any photo')
    await page.getByRole('heading', { name: 'Which class is this?' }).waitFor()
    expect(await options(page).count()).toBe(1)
    await page.getByText(/^Type a name and press Enter/).waitFor()
    await page.getByRole('button', { name: 'Do not show such hints again' }).click()
    await page.getByText(/^Type a name and press Enter/).waitFor({ state: 'hidden' })
    await query.selectOption('One class')
    await page.getByRole('combobox', { name: 'Which class' }).selectOption(first)
    await page.getByRole('heading', { name: `Are these all ${first}?` }).waitFor()
    // A large photo says why this class is suggested.
    await pageIsReady(page)
    await options(page).first().focus()
    await page.keyboard.press('Space')
    const large = page.getByRole('dialog')
    const nearest = large.getByRole('region', { name: 'Most similar sorted photos' })
    await expect.poll(() => nearest.getByRole('listitem').allInnerTexts()).toEqual(Array(named).fill(first))
    await large.getByText(`Are these all ${first}?`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await query.selectOption('What saves most work')
    await page.getByRole('combobox', { name: 'Which class' }).waitFor({ state: 'detached' })
    expect(live.complaints).toEqual([])
  })

  it('shows every question in full, in both languages', async () => {
    const live = await openSorting({ classes: 2, perClass: 15 })
    const { page, photos } = live
    await namePage(page, await drawnClass(page, photos))
    // All questions are there once a class is known.
    const query = page.getByRole('combobox', { name: 'Ask next about' })
    await expect.poll(() => query.locator('option').count()).toBe(7)
    expect(await widthMissing(query)).toBe(0)
    await speakGerman(page)
    expect(await widthMissing(page.getByRole('combobox', { name: 'Als Nächstes fragen nach' }))).toBe(0)
  })
})

describe('the name field', () => {
  it('labels nothing by Enter alone, pressed twice or held down', async () => {
    const live = await openSorting({ classes: 3, perClass: 8 })
    const { page, photos } = live
    const size = await options(page).count()
    await namePage(page, 'one')
    // The class that is known now must not be taken for an answer that nobody gave.
    await page.getByRole('combobox', { name: 'Ask next about' }).selectOption('Any photo')
    await page.getByRole('heading', { name: 'Which class is this?' }).waitFor()
    await pageIsReady(page)
    await options(page).first().focus()
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.down('Enter')
    await page.keyboard.up('Enter')
    const field = nameField(page)
    await field.press('Enter')
    expect(await field.getAttribute('aria-activedescendant')).toBeNull()
    await counter(page)
      .filter({ hasText: `${size} of ${photos.length} sorted` })
      .waitFor()
    // An arrow chooses it, and then Enter means it.
    await field.press('ArrowDown')
    await field.press('Enter')
    await field.waitFor({ state: 'detached' })
    await counter(page)
      .filter({ hasNotText: new RegExp(`^${size} of`) })
      .waitFor()
    expect(live.complaints).toEqual([])
  })
})

describe('the name of a class', () => {
  it('is what is typed, whole; another that begins so, or holds it, is taken by Tab or an arrow', async () => {
    const live = await openSorting({ classes: 3, perClass: 8 })
    const { page } = live
    await namePage(page, 'windsor chair')
    await pageIsReady(page)
    await page.keyboard.type('chair')
    const offered = page.getByRole('listbox', { name: 'Classes' }).getByRole('option')
    await expect
      .poll(() => offered.allInnerTexts())
      .toEqual([
        expect.stringMatching(/^chair\s+new class\s+Enter$/),
        expect.stringMatching(/^windsor chair\s+\d+\s+Tab$/),
      ])
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText(/now chair$/).waitFor()

    await pageIsReady(page)
    await page.keyboard.type('win')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText(/now windsor chair$/).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone').waitFor()
    await pageIsReady(page)
    await page.keyboard.press('F2')
    await nameField(page).fill('CHAIR')
    await expect.poll(async () => (await offered.allInnerTexts())[0]).toMatch(/^chair\s+\d+\s+Enter$/)
    await page.keyboard.press('ArrowDown')
    await expect.poll(async () => (await offered.allInnerTexts())[1]).toMatch(/^windsor chair\s+\d+\s+Enter$/)
    expect(live.complaints).toEqual([])
  })

  it('is asked about once where a class only begins so, and a class that begins with S costs one Enter', async () => {
    const live = await openSorting({ classes: 3, perClass: 8 })
    const { page, client } = live
    const classes = async () => (await client.call('status', {})).classes.map(({ name }) => name)
    await namePage(page, 'sunflower')
    await pageIsReady(page)
    await page.keyboard.press('F2')
    await page.keyboard.type('sunf')
    const asks = page.getByRole('status').filter({ hasText: 'New class “sunf”?' })
    await page.getByRole('option', { name: /^sunf new class/ }).waitFor()
    expect(await asks.count()).toBe(0)
    await page.keyboard.press('Enter')
    await asks.filter({ hasText: 'Tab takes sunflower' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await classes()).toEqual(['sunflower'])
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText(/now sunflower$/).waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('Undone').waitFor()

    // What is typed on at once is of the next page; the key that is pressed again means it.
    await pageIsReady(page)
    await page.keyboard.press('F2')
    await page.keyboard.type('sunf')
    await page.keyboard.press('Enter')
    await page.keyboard.type('cat')
    await page.getByText('typed too early').waitFor()
    expect(await nameField(page).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.type('sunflower')
    await nameField(page).waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(/now sunflower$/).waitFor()
    await pageIsReady(page)
    await page.keyboard.press('F2')
    await page.keyboard.type('sunf')
    await page.keyboard.press('Enter')
    await asks.waitFor()
    await page.keyboard.press('Enter')
    await page.getByText(/now sunf$/).waitFor()
    expect((await classes()).toSorted()).toEqual(['sunf', 'sunflower'])
    expect(live.complaints).toEqual([])
  })
})
