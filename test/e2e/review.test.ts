/** @file What the review offers beside its pages: names that are proposed, the way to doubtful labels, a second look. */
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openLiveWindow, readFolder } from '../support/window/live-window.ts'
import { networkInUse } from '../support/window/network-in-use.ts'
import { speakGerman } from '../support/window/speak-german.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { pageIsReady } from '../support/window/review-page.ts'
import { readImageNetNames } from '../../main/model/imagenet.ts'

const classes = async (client: Client) => (await client.call('status', {})).classes

/** Of these drawn pictures the network takes those of the first page for something that it knows. */
const LIKE_KNOWN_THINGS = { classes: 6, perClass: 6 }

describe('names for something new', () => {
  it('are proposed beside the question, and taken by a figure or a click', async () => {
    const live = await openLiveWindow(LIKE_KNOWN_THINGS)
    const { page } = live
    await readFolder(live)
    const chips = page.getByRole('list', { name: 'Proposed names' }).getByRole('button')
    await chips.first().waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    const names = (await chips.allInnerTexts()).map((text) => text.replace(/^\d\s*/, ''))
    const [first, last] = [names[0], names[names.length - 1]]
    await pageIsReady(page)
    await page.keyboard.press('1')
    await page.getByText(`now ${first}`).waitFor()

    await page.keyboard.press('Control+z')
    await page.getByText('no answers').waitFor()
    await chips.first().filter({ hasText: first }).waitFor()
    await pageIsReady(page)
    await page.keyboard.press('F2')
    const offered = page.getByRole('listbox', { name: 'Classes' }).getByRole('option')
    await expect.poll(() => offered.first().innerText()).toContain(first)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: last }).click()
    await page.getByText(`now ${last}`).waitFor()
    expect(live.complaints).toEqual([])
  })

  it('are in the language of the window', async () => {
    const live = await openLiveWindow(LIKE_KNOWN_THINGS)
    const { page } = live
    await readFolder(live)
    const namesIn = async (list: string): Promise<string[]> => {
      const chips = page.getByRole('list', { name: list }).getByRole('button')
      await chips.first().waitFor()
      return (await chips.allInnerTexts()).map((text) => text.replace(/^\d\s*/, ''))
    }
    const english = await namesIn('Proposed names')
    await speakGerman(page)
    const [of, german] = [
      await readImageNetNames('resources', 'en'),
      await readImageNetNames('resources', 'de'),
    ]
    const inGerman = english.map((name) => german[of.indexOf(name)])
    await expect.poll(() => namesIn('Vorgeschlagene Namen')).toEqual(inGerman)
    expect(inGerman).not.toEqual(english)
    await pageIsReady(page)
    await page.keyboard.press('1')
    await page.getByText(`jetzt ${inGerman[0]}`).waitFor()
  })
})

/** Every photo as it was drawn, but the first of the first class, which gets the last. */
async function labelOneWrongly(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const wrong = photos.at(-1)?.class ?? ''
  const items = photos.map(({ path, class: name }, index) => ({ path, class: index === 0 ? wrong : name }))
  await client.call('label', { items })
}

describe('doubtful labels', () => {
  it('are gone through in the check when all is done, beside the class that is likelier', async () => {
    const opened = await openWindow('/review', { classes: 2, perClass: 15, prepare: labelOneWrongly })
    const { page, client, photos } = opened
    const [right, wrong] = [photos[0].class, photos.at(-1)?.class ?? '']
    await page.getByRole('button', { name: 'Check 1 doubtful label' }).click()
    await page.getByRole('heading', { name: `Is this ${wrong}, or rather ${right}?`, exact: true }).waitFor()
    await page
      .locator('[aria-busy=false]')
      .and(page.getByRole('group', { name: 'Doubtful labels' }))
      .waitFor()
    await page.keyboard.press('2')
    await page.getByText(`1 photo is ${right} now`).waitFor()
    expect(new Set(await classes(client))).toEqual(
      new Set([
        { name: right, photos: 15 },
        { name: wrong, photos: 15 },
      ]),
    )
    await page.keyboard.press('Control+z')
    await expect
      .poll(async () => new Set((await classes(client)).map((each) => each.photos)))
      .toEqual(new Set([14, 16]))
  })
})

describe('a closer look at a library', () => {
  it('is told with the library, by its degree, is had later, and given up again', async () => {
    const { page, client } = await openWindow('/welcome')
    await page.getByText('Photos are compared as usual').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Compare in more detail', exact: true }).click()
    await page.getByText('Photos are compared in the most detail').waitFor()
    expect(await client.call('status', {})).toMatchObject({
      backbone: networkInUse('efficientnet-lite0-int8'),
      secondBackbone: networkInUse('efficientnet-lite2-int8'),
      crops: 'several',
    })
    await page.getByRole('link', { name: 'Switch library' }).click()
    await page.getByText('Photos are compared in the most detail').waitFor()
    const choice = page.getByRole('checkbox', { name: 'Compare photos in more detail' })
    expect(await choice.isChecked()).toBe(true)
    await choice.uncheck()
    await page.getByRole('button', { name: 'Look for new photos' }).click()
    await expect
      .poll(() => client.call('status', {}), { timeout: 60_000 })
      .toMatchObject({ secondBackbone: networkInUse('efficientnet-lite2-int8'), crops: 'one' })
  })
})

describe('a closer look', () => {
  it('leaves a library that has a part of it as it is, until more is asked for', async () => {
    const { page, client } = await openWindow('/welcome', {
      prepare: async (engine) => {
        await engine.call('index', { folders: [], crops: 'several' })
      },
    })
    await page.getByText('Photos are compared in more detail than usual').waitFor()
    await page.getByRole('button', { name: 'Look for new photos' }).click()
    await page.getByRole('heading', { name: /^12 photos/ }).waitFor()
    await page.getByText('Photos are compared in more detail than usual').waitFor()
    expect(await client.call('status', {})).toMatchObject({ secondBackbone: null, crops: 'several' })
  })
})

describe('what happens beside the page', () => {
  it('has a place of its own: it covers nothing that can be used, and moves no photo', async () => {
    const { page, client } = await openWindow('/review', { classes: 2, perClass: 30 })
    const tile = page.getByRole('listbox', { name: /\?$/ }).getByRole('option').first()
    await pageIsReady(page)
    await page.keyboard.press('Enter')
    await page.keyboard.type('one')
    await page.keyboard.press('Enter')
    const message = page.getByRole('status').filter({ hasText: 'now one' })
    // Else it would go by itself in the end. Not by the pointer, which is needed elsewhere.
    await message.getByRole('button').last().focus()
    await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0)
    const before = await tile.boundingBox()
    for (const width of [1280, 900]) {
      await page.setViewportSize({ width, height: 800 })
      // As a click does, which is refused where something else lies over it.
      await page.getByRole('combobox', { name: 'Ask next about' }).click({ trial: true })
      await message.hover() // the pointer has left it for the list
    }
    await page.setViewportSize({ width: 1280, height: 800 })
    await expect(client.call('train', {})).rejects.toMatchObject({ code: 'not-enough-labels' })
    const jobs = page.getByRole('region', { name: 'Jobs' })
    await jobs.waitFor()
    expect(await tile.boundingBox()).toEqual(before)
    await jobs.getByRole('button', { name: 'Dismiss' }).click()
    await jobs.waitFor({ state: 'detached' })
    expect(await tile.boundingBox()).toEqual(before)
    await message.waitFor()
  })
})

describe('the offer to take a decision back', () => {
  it('goes with its library: another one has its own decisions', async () => {
    const { page, client } = await openWindow('/review', {
      prepare: async (each, [{ path, class: name }]) => {
        await each.call('label', { items: [{ path, class: name }] })
      },
    })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Control+z')
    const redo = page.getByRole('button', { name: 'Redo' })
    await redo.hover() // else it would go by itself in the end
    await client.call('open', { name: 'Other' })
    await redo.waitFor({ state: 'hidden' })
  })
})
