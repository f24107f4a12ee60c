/** @file Photos are set aside by keys, buttons and menus, found again, and brought back, in the window. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { SetAsideAs } from '../../shared/set-aside.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { openAllStacks, pageIsReady, readyPage } from '../support/window/review-page.ts'

const tiles = (page: Page) => page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
const cells = (page: Page) => page.getByRole('grid', { name: 'Photos' }).getByRole('gridcell')
const toast = (page: Page, text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
const setAside = async (client: Client) => (await client.call('status', {})).setAside
/** Of each photo its class, or what it is set aside as. */
async function told(client: Client): Promise<Map<number, string>> {
  const columns = await client.call('photos', {})
  return new Map(
    [...columns.ids].flatMap((id, row): [number, string][] => {
      if (columns.setAside[row] > 0) return [[id, SetAsideAs.options[columns.setAside[row] - 1]]]
      return columns.confirmed[row] === 1 ? [[id, columns.classes[columns.classOf[row]]]] : []
    }),
  )
}

describe('on a page', () => {
  it('photos are set aside by a key, the page goes on with the rest, and undo brings all back', async () => {
    const { page, client, complaints } = await openWindow('/review', { classes: 3, perClass: 8 })
    await tiles(page).first().waitFor()
    await pageIsReady(page)
    await openAllStacks(page)
    const shown = await tiles(page).count()
    // The framed photo alone, and the same key takes it back in.
    await tiles(page).first().focus()
    await page.keyboard.press('F8')
    await page.getByRole('option', { name: /^Photo 1: .*, set aside: Not sure$/ }).waitFor()
    expect(await page.getByRole('option', { name: /set aside/ }).count()).toBe(1)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('F8')
    await expect.poll(() => page.getByRole('option', { name: /set aside/ }).count()).toBe(0)
    // Selected ones, by the menu, which says how many; step by step back, and again.
    await tiles(page).nth(1).click()
    await tiles(page)
      .nth(2)
      .click({ modifiers: ['Shift'] })
    await tiles(page).nth(2).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Set 2 photos aside: Not a photo of anything' }).click()
    await page.getByText('2 set aside').waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(() => page.getByRole('option', { name: /set aside/ }).count()).toBe(0)
    await page.keyboard.press('Control+Shift+z')
    await page.getByText('2 set aside').waitFor()
    expect(await setAside(client)).toMatchObject({ 'no-subject': 0 })
    await page.keyboard.type('duck')
    await page.keyboard.press('Enter')
    await toast(
      page,
      `${shown - 2} photos are now duck, 2 photos set aside: Not a photo of anything`,
    ).waitFor()
    const status = await client.call('status', {})
    expect(status.classes).toEqual([{ name: 'duck', photos: shown - 2 }])
    expect(status.setAside['no-subject']).toBe(2)
    // They count as done, and the page after it holds none of them.
    const { page: next, remaining } = await client.call('page', { stacks: true, mixed: true })
    expect(remaining).toBe(24 - shown)
    const aside = [...(await told(client))].filter(([, as]) => as === 'no-subject').map(([id]) => id)
    expect(next?.photos.filter(({ id }) => aside.includes(id))).toEqual([])
    await page.getByText(`${shown - 2} of 24 sorted`).waitFor()
    // In the foot; the page that was answered says it as well until the next one is there.
    await expect.poll(() => page.getByText('2 set aside', { exact: true }).count()).toBe(1)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(async () => (await told(client)).size).toBe(0)
    expect(complaints).toEqual([])
  })

  it('a page whose photos are all set aside is answered, and at the end one is asked again about those', async () => {
    const { page, client } = await openWindow('/review', {
      classes: 2,
      perClass: 6,
      prepare: async (engine) => {
        const { ids } = await engine.call('photos', {})
        await engine.call('relabel', { ids: [...ids.subarray(0, 10)], class: 'swan' })
      },
    })
    // One page or two. What was answered is stored a moment later, when there may be no page any more.
    await expect
      .poll(async () => {
        if ((await readyPage(page).count()) > 0) {
          await tiles(page).first().focus({ timeout: 1_000 })
          await page.keyboard.press('Control+a')
          await page.keyboard.press('F8')
        }
        return (await setAside(client)).unsure
      })
      .toBe(2)
    await page.getByRole('heading', { name: 'Nothing is left to ask' }).waitFor()
    await page.getByText('You were not sure about 2 photos.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Ask me again' }).click()
    await toast(page, '2 photos can be sorted again').waitFor()
    await tiles(page).first().waitFor()
    expect(await setAside(client)).toMatchObject({ unsure: 0 })
  })
})

describe('in the library and the groups', () => {
  it('photos are set aside, after a question where they have a class, found by what they are, and brought back', async () => {
    const { page, client, complaints } = await openWindow('/library', {
      classes: 2,
      perClass: 6,
      prepare: async (engine) => {
        const { ids } = await engine.call('photos', {})
        await engine.call('relabel', { ids: [...ids.subarray(0, 3)], class: 'swan' })
      },
    })
    await cells(page).first().waitFor()
    const before = await told(client)
    await cells(page).nth(4).click()
    await page.keyboard.press('F9')
    await toast(page, '1 photo set aside: Not a photo of anything').waitFor()
    await page.getByRole('gridcell', { name: 'Photo 5: set aside, Not a photo of anything' }).waitFor()
    // The same key brings it back, and sets it aside again.
    await page.keyboard.press('F9')
    await toast(page, '1 photo can be sorted again').waitFor()
    await page
      .getByRole('gridcell', { name: 'Photo 5: set aside, Not a photo of anything' })
      .waitFor({ state: 'detached' })
    await page.keyboard.press('F9')
    await page.getByRole('gridcell', { name: 'Photo 5: set aside, Not a photo of anything' }).waitFor()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('F8')
    const dialog = page.getByRole('dialog', { name: 'Set 12 photos aside as “Not sure”?' })
    await dialog.getByText('3 of them have a class that you gave.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect((await setAside(client)).unsure).toBe(0)
    await page.keyboard.press('F8')
    await dialog.getByRole('button', { name: 'Only the 9 without a class' }).click()
    await toast(page, '9 photos set aside: Not sure').waitFor()
    // One that the person sees with its class goes without a question, and the window says what it lost.
    await cells(page).first().click()
    await page.keyboard.press('F9')
    await toast(page, '1 photo set aside: Not a photo of anything (1 lost its class)').waitFor()
    await page.keyboard.press('Control+z')
    await page.getByRole('gridcell', { name: /^Photo 1: .*swan/ }).waitFor()
    expect([...(await told(client)).values()].filter((name) => name === 'swan')).toHaveLength(3)
    // A kind of them is found, and brought back.
    await page.getByRole('radio', { name: /^Set aside 9$/ }).check()
    await expect.poll(() => cells(page).count()).toBe(9)
    await page.getByRole('button', { name: /^Filter/ }).click()
    await page.getByRole('checkbox', { name: /^Poor quality/ }).waitFor({ state: 'detached' })
    await page.getByRole('checkbox', { name: /^Not sure/ }).check()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Remove the filter: set aside: Not sure' }).waitFor()
    expect(page.url()).toContain('aside=unsure')
    await cells(page).first().click()
    await page.keyboard.press('Control+a')
    await page.getByRole('button', { name: 'Bring back 9 photos' }).click()
    await toast(page, '9 photos can be sorted again').waitFor()
    expect(await told(client)).toEqual(before)
    for (let left = 5; left > 0; left -= 1) await client.call('undo', {})
    expect(await told(client)).toEqual(before)
    expect(complaints).toEqual([])
  })

  it('the large view says what a photo is set aside as, and a group is set aside without what is confirmed', async () => {
    const { page, client } = await openWindow('/library', { classes: 2, perClass: 6 })
    await cells(page).first().click()
    await page.keyboard.press('Enter')
    const large = page.getByRole('dialog', { name: 'Photo' })
    await large.getByRole('button', { name: 'Not sure' }).click()
    await large.getByText('Set aside', { exact: true }).waitFor()
    await large.getByRole('button', { name: 'Bring back 1 photo' }).click()
    await large.getByRole('button', { name: 'Not sure' }).waitFor()
    await page.keyboard.press('F9')
    await large.getByRole('complementary').getByText('Not a photo of anything', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(page.url().replace(/#.*/, '#/groups'))
    await page.getByText(/11 photos, 11 to confirm$/).waitFor()
    const card = page.getByRole('gridcell').first()
    await card.click()
    // The key asks, with the number; pressed twice it does nothing more.
    await page.keyboard.press('F8')
    const dialog = page.getByRole('dialog', { name: /^Set \d+ photos aside as “Not sure”\?$/ })
    await dialog.getByText('The card of this group shows only a few of its photos.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('F8')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    expect((await setAside(client)).unsure).toBe(0)
    await card.click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Set \d+ photos aside: Not sure/ }).click()
    const asked = Number(/\d+/.exec((await dialog.getByRole('heading').textContent()) ?? '')?.[0])
    // One photo of each group gets a class in another window meanwhile, and keeps it.
    const { ids, groupOf } = await client.call('grouping', {})
    const isAside = new Set((await told(client)).keys())
    const ofGroup = new Map([...ids].flatMap((id, i) => (isAside.has(id) ? [] : [[groupOf[i], id] as const])))
    await client.call('relabel', { ids: [...ofGroup.values()], class: 'swan' })
    await dialog.getByRole('button', { name: /^Set \d+ photos aside: Not sure$/ }).click()
    await toast(page, /^\d+ photos? set aside: Not sure(?! \()/).waitFor()
    const { unsure } = await setAside(client)
    expect(unsure).toBe(asked - 1)
    const kept = [...(await told(client)).values()].filter((name) => name === 'swan')
    expect(kept).toHaveLength(ofGroup.size)
    await expect.poll(() => page.getByText(`${11 - unsure} photos, `).count()).toBe(1)
  })
})
