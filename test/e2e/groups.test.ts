import path from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'

const cards = (page: Page) => page.getByRole('gridcell')
/** The confirmed class of each photo that has one. */
async function confirmed(client: Client): Promise<Map<number, string>> {
  const { ids, classes, classOf, confirmed: isConfirmed } = await client.call('photos', {})
  return new Map(
    [...ids].flatMap((id, row) => (isConfirmed[row] === 1 ? [[id, classes[classOf[row]]] as const] : [])),
  )
}
/** What a screen reader reads of the card that has the focus; in the page. */
const focusedCard = () =>
  document.activeElement?.getAttribute('role') === 'gridcell' ? document.activeElement.textContent : null
const groupsOf = async (client: Client) => [...(await client.call('grouping', {})).groupOf]

describe('groups', () => {
  it('are made on the first visit, then named, merged, split, undone and opened, by keyboard and by mouse', async () => {
    const { page, client, photos, complaints } = await openWindow('/groups', { classes: 3, perClass: 8 })
    await page.getByText(/^\d+ groups, 24 photos, 24 to confirm$/).waitFor()
    const made = await groupsOf(client)
    const count = new Set(made).size
    expect(await cards(page).count()).toBe(count)
    expect(await accessibilityProblems(page)).toEqual([])

    // Into as many as one asks for.
    await page.getByRole('spinbutton', { name: 'Number of groups' }).fill('3')
    await page.keyboard.press('Enter')
    await page.getByText('3 groups, 24 photos, 24 to confirm').waitFor()
    const three = await groupsOf(client)

    // The focus is in the grid by one Tab, and F2 names the group that has it: all of it, in one decision.
    const order = page.getByRole('combobox', { name: 'Order' })
    await order.selectOption('Most to confirm first')
    await cards(page).first().focus()
    await page.keyboard.press('F2')
    const field = page.getByRole('combobox', { name: /^Class of these \d+ photos$/ })
    await field.fill('first')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await confirmed(client)).size).toBeGreaterThan(1)
    const named = await confirmed(client)
    await page
      .getByRole('status')
      .filter({ hasText: `${24 - named.size} to confirm` })
      .waitFor()
    // It stays where it is, though the order would be another one by now, until that is asked for.
    await cards(page)
      .first()
      .and(page.getByRole('gridcell', { name: /^first \d+ photos all confirmed$/ }))
      .waitFor()
    await expect.poll(() => page.evaluate(focusedCard)).toMatch(/all confirmed$/)
    expect(await cards(page).first().getAttribute('aria-selected')).toBe('false')
    await page.getByRole('button', { name: 'Sort again: the order is out of date' }).click()
    await cards(page)
      .last()
      .and(page.getByRole('gridcell', { name: /^first/ }))
      .waitFor()
    await order.selectOption('Largest first')
    await page.getByRole('gridcell', { name: /^first/ }).focus()
    await page.keyboard.press('F2')
    await page.getByText('These photos are all confirmed already').waitFor()
    await cards(page).first().click()

    // Both others are selected with the mouse and merged; a toast takes it back exactly.
    await cards(page).nth(1).click()
    await cards(page)
      .nth(2)
      .click({ modifiers: ['Control'] })
    await page.getByRole('button', { name: 'Merge' }).click()
    await page.getByText('2 groups, 24 photos').waitFor()
    await page.getByText('2 groups are one now').waitFor()
    expect(new Set(await groupsOf(client)).size).toBe(2)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('3 groups, 24 photos').waitFor()
    expect(await groupsOf(client)).toEqual(three)

    // So does Ctrl+Z: the decision that is older stays.
    await cards(page).first().focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('+')
    await page.getByText('1 group, 24 photos').waitFor()
    await page.keyboard.press('Control+z')
    await page.getByText('The groups are as they were before').waitFor()
    await page.getByText('3 groups, 24 photos').waitFor()
    expect(await groupsOf(client)).toEqual(three)
    expect(await confirmed(client)).toEqual(named)

    // A letter names what is selected; what has a class already keeps it.
    await page.keyboard.press('Escape')
    await cards(page).first().focus()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('o')
    await page.getByText(`${named.size} confirmed photos stay as they are`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.type('thers')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await confirmed(client)).size).toBe(24)
    for (const [id, name] of await confirmed(client)) expect(name).toBe(named.get(id) ?? 'others')
    await page.keyboard.press('Control+z')
    await expect.poll(() => confirmed(client)).toEqual(named)

    // The menu splits a group, after asking into how many.
    await page.keyboard.press('Escape')
    const first = page.getByRole('gridcell', { name: /^first/ })
    await first.click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Split the group…' }).click()
    const dialog = page.getByRole('dialog', { name: `Split this group of ${named.size} photos` })
    await dialog.getByRole('spinbutton', { name: 'Into how many groups?' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Enter')
    await page.getByText('4 groups, 24 photos').waitFor()
    await dialog.waitFor({ state: 'detached' })

    // Enter shows its photos in the library, the most typical one first, with all that can be done there.
    await page
      .getByRole('gridcell', { name: /^first/ })
      .first()
      .focus()
    const title = await page.evaluate(() => document.activeElement?.textContent ?? '')
    const size = Number(/(\d+) photo/.exec(title)?.[1])
    await page.keyboard.press('Enter')
    await page.getByText('Group: first').waitFor()
    await page.getByText(`${size} of 24 photos`).waitFor()
    await page.goBack()
    await page.getByText('4 groups, 24 photos').waitFor()

    // An opened group has its suggestions confirmed as they stand there: those that were in sight, as the number says.
    const unnamed = [...(await client.call('photos', {})).ids].filter((id) => !named.has(id))
    await client.call('relabel', { ids: unnamed.slice(0, 1), class: 'second' })
    const known = await confirmed(client)
    await page.getByRole('gridcell', { name: /^second/ }).dblclick()
    await page.getByText('Group: second').waitFor()
    await page.setViewportSize({ width: 700, height: 420 })
    const shown = await page.getByText(/^\d+ of 24 photos$/).innerText()
    const offer = page.getByRole('button', { name: /^Confirm \d+ suggestions?…$/ })
    await offer.waitFor()
    await page.getByRole('gridcell').first().focus()
    await page.keyboard.press('Control+End')
    await page.getByText(/more below/).waitFor({ state: 'detached' })
    const offered = Number(/\d+/.exec(await offer.innerText())?.[0])
    await offer.click()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: `Confirm ${offered}`, exact: true }).click()
    await expect.poll(async () => (await confirmed(client)).size).toBe(known.size + offered)
    await page.getByText(shown).waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(() => confirmed(client)).toEqual(known)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goBack()
    await page.getByText('4 groups, 24 photos').waitFor()

    // What was made by hand is not replaced without a question, and comes back.
    const byHand = await groupsOf(client)
    await page.getByRole('button', { name: 'Group again' }).click()
    const question = page.getByRole('dialog', { name: 'Group again?' })
    expect(await accessibilityProblems(page)).toEqual([])
    await question.getByRole('button', { name: 'Group again' }).click()
    await page.getByText('Grouped again: 3 groups').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('4 groups, 24 photos').waitFor()
    expect(await groupsOf(client)).toEqual(byHand)
    expect(photos).toHaveLength(24)
    expect(complaints).toEqual([])
  }, 120_000)

  it('tell of photos that came in since, and follow what another window does', async () => {
    const { page, client, photos, folder } = await openWindow('/library', { perClass: 8 })
    await client.call('group', { clusters: 2 })
    await page.getByRole('navigation').getByRole('link', { name: 'Groups' }).click()
    await page.getByText('2 groups, 16 photos, 16 to confirm').waitFor()
    const { default: sharp } = await import('sharp')
    const added = path.join(folder, 'photos', 'late.jpg')
    await sharp(photos[0].path).negate({ alpha: false }).jpeg().toFile(added)
    await client.call('index', { folders: [path.join(folder, 'photos')] })
    await page.getByText('1 photo came in since and is in no group yet. Group again to add it.').waitFor()
    await page.getByRole('button', { name: 'Group again' }).click()
    await page.getByText(/groups, 17 photos, 17 to confirm/).waitFor()
    // Another window merged them meanwhile.
    const { grouping, groupOf } = await client.call('grouping', {})
    const [first, second] = new Set(groupOf)
    await client.call('changeGrouping', {
      grouping: grouping?.id ?? 0,
      change: { kind: 'merge', groups: [first, second] },
    })
    await expect.poll(() => cards(page).count()).toBe(new Set(groupOf).size - 1)
  }, 120_000)
})
