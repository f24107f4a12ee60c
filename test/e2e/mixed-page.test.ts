/** @file A page of several classes in the window: what is written on the photos is confirmed, left out, or put right. */
import { expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import type { Page } from '../../shared/domain.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { pageIsReady } from '../support/window/review-page.ts'

const REQUEST = { goal: 'commit', mixed: true, stacks: true } as const

/** Answers pages as the photos were drawn, until one is of several classes. */
async function reachMixedPage(client: Client, drawn: readonly DrawnPhoto[]): Promise<Page> {
  const classOf = new Map(drawn.map(({ path, class: name }) => [path, name]))
  for (;;) {
    const { page } = await client.call('page', REQUEST)
    if (page === null) throw new Error('no page was of several classes')
    if (page.kind === 'mixed') return page
    const groups = [...Map.groupBy(page.photos, ({ path }) => classOf.get(path) ?? '')]
    const answers = groups.map(([name, photos]) => ({ class: name, ids: photos.map(({ id }) => id) }))
    await client.call('decide', { answer: { page: page.id, answers, exclude: [] } })
  }
}

it('confirms the suggestions on the photos, but for those that were left out or named', async () => {
  const { page, client, photos, complaints } = await openWindow('/review', {
    classes: 5,
    perClass: 12,
    prepare: async (to, drawn) => {
      // Of each class, so few are left that their pages are small.
      const items = drawn
        .filter((_, index) => index % 12 < 7)
        .map(({ path, class: name }) => ({ path, class: name }))
      await to.call('label', { items })
      await reachMixedPage(to, drawn)
    },
  })
  const question = 'Are these suggestions right?'
  await page.getByRole('heading', { name: question }).waitFor()
  await pageIsReady(page)
  expect(await accessibilityProblems(page)).toEqual([])
  const asked = await reachMixedPage(client, photos)
  const { labelled } = await client.call('status', {})
  const tiles = page.getByRole('listbox', { name: question }).getByRole('option')
  await expect.poll(() => tiles.count()).toBe(asked.photos.length)
  for (const [index, photo] of asked.photos.entries()) {
    expect(await tiles.nth(index).innerText()).toBe(photo.class)
  }

  // Letters name the focused photo alone: here by a new name.
  await page.keyboard.type('odd one')
  await page.keyboard.press('Enter')
  await tiles.first().filter({ hasText: 'odd one' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('x')
  await expect.poll(() => tiles.nth(1).getAttribute('aria-label')).toContain('left out')
  await page.getByRole('button', { name: 'Yes, they are right' }).click()
  await expect
    .poll(async () => (await client.call('status', {})).labelled)
    .toBe(labelled + asked.photos.length - 1)
  for (const [index, { id, class: own }] of asked.photos.entries()) {
    const { class: label } = await client.call('photo', { id })
    expect(label).toBe(index === 0 ? 'odd one' : index === 1 ? null : own)
  }
  await page.keyboard.press('Control+z')
  await page.getByRole('heading', { name: question }).waitFor()
  // The page that came after it may ask the same.
  await expect.poll(async () => (await client.call('status', {})).labelled).toBe(labelled)

  // One class alone: of the others nothing is said.
  await pageIsReady(page)
  const [{ class: only = '' }] = asked.photos
  const same = asked.photos.filter((photo) => photo.class === only)
  await page.keyboard.press('Control+z')
  await expect.poll(() => tiles.nth(1).getAttribute('aria-label')).not.toContain('left out')
  await page.keyboard.press('Control+z')
  await tiles.first().filter({ hasText: only }).waitFor()
  await tiles.first().click({ button: 'right' })
  await page.getByRole('menuitem', { name: new RegExp(`^Confirm only ${only}`) }).click()
  await expect.poll(async () => (await client.call('status', {})).labelled).toBe(labelled + same.length)
  for (const { id, class: own } of asked.photos) {
    const { class: label, rejected } = await client.call('photo', { id })
    expect([label, rejected]).toEqual([own === only ? only : null, []])
  }
  expect(complaints).toEqual([])
})
