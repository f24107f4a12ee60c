/** @file Photos are found by a word, and guessed by names, before anything has a class. */
import { describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Port } from '../../shared/port.ts'
import { letPhotosShow } from '../support/photos/showing-library.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { Gate } from '../support/window/gated-port.ts'
import { openWindow } from '../support/window/open-window.ts'

/** Of the first six photos of twelve. */
const SHOWN = [['beagle'], ['pug', 'tabby'], ['toy poodle'], ['school bus'], ['banana'], ['banana']]

const openShowing = (place: string, through: (port: Port) => Port = (port) => port) =>
  openWindow(place, { through, prepare: (_client, _photos, folder) => letPhotosShow(folder, SHOWN) })

const tiles = (page: Page) => page.getByRole('gridcell')

describe('a word among the photos', () => {
  it('offers the photos that look like it, shows them alone, and gives way again', async () => {
    const { page } = await openShowing('/library')
    await expect.poll(() => tiles(page).count()).toBe(12)
    // In groups nobody would see what is most like it.
    await page.getByRole('button', { name: 'Arrange' }).click()
    await page.getByRole('radio', { name: 'By folder' }).check()
    await page.getByRole('rowheader').first().waitFor()
    await page.keyboard.press('Escape')
    const field = page.getByRole('textbox', { name: /^Find photos by/ })
    await field.fill('Dogs')
    const offer = page.getByRole('button', { name: 'Photos that look like: dog' })
    await offer.waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await offer.click()
    await page.getByRole('button', { name: 'Remove the filter: Look like: dog' }).waitFor()
    await expect.poll(() => tiles(page).count()).toBeLessThan(12)
    expect(await tiles(page).count()).toBeGreaterThanOrEqual(3)
    expect(await field.inputValue()).toBe('')
    await offer.waitFor({ state: 'detached' })
    expect(await page.getByRole('rowheader').count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])

    // Labels are given as among all photos.
    await tiles(page).first().focus()
    await page.keyboard.type('pet')
    await page.keyboard.press('Enter')
    await page.getByText('1 photo is now pet').waitFor()

    await page.getByRole('button', { name: 'Remove the filter: Look like: dog' }).click()
    await expect.poll(() => tiles(page).count()).toBe(12)
  })

  it('is searched by Enter, in the language of the window or another one, and offered only if it is known', async () => {
    const { page } = await openShowing('/library')
    const field = page.getByRole('textbox', { name: /^Find photos by/ })
    await field.fill('Bananen')
    const offer = page.getByRole('button', { name: /^Photos that look like/ })
    await offer.waitFor()
    await field.press('Enter')
    await page.getByText('Look like: Banane', { exact: true }).waitFor()
    await expect.poll(() => tiles(page).count()).toBe(2)
    await field.fill('Grandma')
    await page.getByText('No photo matches').waitFor()
    expect(await offer.count()).toBe(0)
    await page.getByRole('button', { name: 'Show all photos' }).click()
    await expect.poll(() => tiles(page).count()).toBe(12)
  })

  it('that was typed after another one is the one that counts, whichever answer comes first', async () => {
    const gate = new Gate()
    const { page } = await openShowing('/library', (port) => gate.through(port))
    const field = page.getByRole('textbox', { name: /^Find photos by/ })
    const offer = (word: string) => page.getByRole('button', { name: `Photos that look like: ${word}` })
    const looked = gate.hold('answer', 'lookUpWord')
    await field.fill('dog')
    await looked
    await field.fill('school bus')
    await offer('school bus').waitFor()
    gate.release()
    const found = gate.hold('answer', 'search')
    await field.press('Enter')
    await found
    expect(await offer('dog').count()).toBe(0)
    await field.fill('banana')
    await offer('banana').waitFor()
    gate.release()
    await expect.poll(() => offer('banana').getAttribute('aria-disabled')).toBeNull() // the search has ended
    expect(await field.inputValue()).toBe('banana')
    expect(await page.getByText(/^Look like:/).count()).toBe(0)
    await field.press('Enter')
    await page.getByText('Look like: banana', { exact: true }).waitFor()
    await expect.poll(() => tiles(page).count()).toBe(2)
  })

  it('that the address asks for is searched again after a reload, alone, and can be gone back from', async () => {
    const gate = new Gate()
    const { page } = await openShowing('/library', (port) => gate.through(port))
    const all = page.getByRole('radio', { name: /^All\s*12$/ })
    await page.getByRole('radio', { name: /^Suggested/ }).check()
    await page.getByRole('textbox', { name: /^Find photos by/ }).fill('banana')
    await page.getByRole('button', { name: 'Photos that look like: banana' }).click()
    const chip = page.getByText('Look like: banana', { exact: true })
    await chip.waitFor()
    await all.check()
    await expect.poll(() => tiles(page).count()).toBe(2)

    const found = gate.hold('answer', 'search')
    await page.reload()
    await found
    await all.waitFor()
    expect(await tiles(page).count()).toBe(0) // not all of them, which Ctrl+A would mean
    gate.release()
    await chip.waitFor()
    await expect.poll(() => tiles(page).count()).toBe(2)

    const foundAgain = gate.hold('answer', 'search')
    await page.reload()
    await foundAgain
    await page.getByRole('link', { name: 'Check' }).waitFor()
    await page.evaluate(() => (window.location.hash = '/library?order=sure'))
    await expect.poll(() => tiles(page).count()).toBe(12)
    gate.release()
    await page.evaluate(() => (window.location.hash = '/library?look=Grandma'))
    await page.getByText(/Grandma/).waitFor()
    await expect.poll(() => page.url()).not.toContain('look')
    await page.goBack()
    await expect.poll(() => page.url()).toContain('order=sure')
    await expect.poll(() => tiles(page).count()).toBe(12)
    expect(await chip.count()).toBe(0)
  })
})

describe('names of classes', () => {
  it('give first guesses, which are no labels until they are confirmed', async () => {
    const { page, client } = await openShowing('/library')
    await page.getByRole('link', { name: 'Start from class names…' }).click()
    await page.getByRole('heading', { name: 'Start from the names of your classes' }).waitFor()
    const ask = page.getByRole('button', { name: 'Show first guesses' })
    expect(await ask.isDisabled()).toBe(true)
    const field = page.getByRole('textbox', { name: 'Names of your classes' })
    await field.fill('Dog\nBananas, Grandma;Dog\n\n')
    expect(await accessibilityProblems(page)).toEqual([])
    await ask.click()
    await page.getByText('The network does not know “Grandma”').waitFor()
    await page.getByText('Guesses by the names alone').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    const classes = page.getByRole('list', { name: 'Suggested classes' }).getByRole('button')
    await classes.filter({ hasText: 'Bananas' }).filter({ hasText: '2 photos' }).click()
    expect((await client.call('status', {})).labelled).toBe(0)

    await page.getByRole('button', { name: 'Yes, these 2 are Bananas' }).click()
    await page.getByText('2 photos are now Bananas').waitFor()
    expect((await client.call('status', {})).classes).toEqual([{ name: 'Bananas', photos: 2 }])

    await page.getByRole('button', { name: 'Other names…' }).click()
    expect(await field.inputValue()).toBe('Dog\nBananas\nGrandma')
    await field.fill('Grandma')
    await ask.click()
    const alert = page.getByRole('alert').filter({ hasText: 'Nothing can be guessed by these names' })
    await alert.getByText('The network knows none of these names').waitFor()
    expect(await field.inputValue()).toBe('Grandma')
  })
})
