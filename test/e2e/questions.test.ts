/** @file A second question about the same photos: made, answered and left in the window; what was there before is as it was. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { pageIsReady } from '../support/window/review-page.ts'

/** Three photos of each drawn class have its name. */
async function labelSome(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const drawn = [...new Set(photos.map((photo) => photo.class))]
  const items = drawn.flatMap((each) => photos.filter((photo) => photo.class === each).slice(0, 3))
  await client.call('label', { items: items.map((photo) => ({ path: photo.path, class: photo.class })) })
}
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Questions' })
const switcher = (page: Page, name: string) =>
  page.getByRole('button', { name: `${name}: Choose a question` })
const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text })
const classes = (page: Page) =>
  page
    .getByRole('treegrid', { name: 'Classes' })
    .locator('[data-place]')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')?.split(':')[0]))

async function choose(page: Page, from: string, to: string): Promise<void> {
  await switcher(page, from).click()
  await dialog(page)
    .getByRole('button', { name: `Open “${to}”` })
    .click()
  await said(page, `“${to}” is open`).waitFor()
  await switcher(page, to).waitFor()
}
const stateOf = async (client: Client) => ({
  ...(await client.call('status', {})),
  history: (await client.call('history', {})).decisions,
  page: (await client.call('page', {})).page?.id,
})

describe('a second question', () => {
  it('has classes, pages and undo of its own, and the first is as it was', async () => {
    const { page, client } = await openWindow('/classes', { classes: 2, prepare: labelSome })
    await expect.poll(() => classes(page)).toHaveLength(2)
    const names = await classes(page)
    const before = await stateOf(client)
    expect(await page.getByRole('button', { name: 'Choose a question' }).count()).toBe(0)

    await page.getByRole('button', { name: 'New question…' }).click()
    await dialog(page).getByRole('textbox', { name: 'New question' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await dialog(page).getByRole('textbox', { name: 'Your classes so far are about' }).fill('kind')
    await dialog(page).getByRole('textbox', { name: 'New question' }).fill('keep or delete')
    await page.keyboard.press('Enter')
    await said(page, '“keep or delete” is open').waitFor()
    await page.getByText('No classes yet').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    await page.getByRole('link', { name: 'Review' }).click()
    await pageIsReady(page)
    await page.getByRole('heading', { name: 'keep or delete: What are these?' }).waitFor()
    await page.keyboard.press('F2')
    await page.keyboard.type('keep')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await client.call('status', {})).classes.map(({ name }) => name))
      .toEqual(['keep'])
    await pageIsReady(page)

    await choose(page, 'keep or delete', 'kind')
    await pageIsReady(page)
    await page.keyboard.press('F2')
    await page.keyboard.type('keep')
    expect(await page.getByRole('option', { name: 'keep', exact: true }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Classes' }).click()
    await expect.poll(() => classes(page)).toEqual(names)
    const { labelSet, ...after } = await stateOf(client)
    expect(labelSet).toEqual({ id: 1, name: 'kind' })
    expect(after).toEqual(before)
    // The newest decision of all is one of the other question.
    await page.getByRole('link', { name: 'Activity' }).focus()
    await page.keyboard.press('Control+z')
    await expect.poll(async () => (await client.call('status', {})).labelled).toBe(0)
    await page.keyboard.press('Control+Shift+z')
    await expect.poll(async () => (await client.call('status', {})).labelled).toBe(before.labelled)
    await choose(page, 'kind', 'keep or delete')
    await expect.poll(() => classes(page)).toEqual(['keep'])
  })

  it('is renamed, deleted and brought back; another window that opens one is followed', async () => {
    const { page, client } = await openWindow('/classes', {
      prepare: async (engine, photos) => {
        await labelSome(engine, photos)
        await engine.call('createLabelSet', { name: 'size' })
      },
    })
    await switcher(page, 'subject').click()
    await dialog(page).getByRole('button', { name: 'Rename “subject”' }).click()
    await dialog(page).getByRole('textbox', { name: 'Rename “subject”' }).fill('kind')
    await page.keyboard.press('Enter')
    await dialog(page).getByRole('button', { name: 'Rename “kind”' }).waitFor()
    expect(await dialog(page).getByRole('button', { name: 'Delete “kind”' }).count()).toBe(0)
    await dialog(page).getByRole('button', { name: 'Open “size”' }).click()
    await said(page, '“size” is open').waitFor()

    await switcher(page, 'size').click()
    await dialog(page).getByRole('button', { name: 'Delete “kind”' }).click()
    await dialog(page).getByText('Delete “kind” with its 6 labels? You can bring it back here.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await dialog(page).getByRole('button', { name: 'Delete', exact: true }).click()
    await dialog(page).getByRole('button', { name: 'Bring back “kind”' }).click()
    await dialog(page).getByRole('button', { name: 'Open “kind”' }).waitFor()
    await page.keyboard.press('Escape')

    await client.call('chooseLabelSet', { set: 1 })
    await said(page, '“kind” is open').waitFor()
    await expect.poll(() => classes(page)).toHaveLength(2)
    await page.keyboard.press('Control+k')
    await page.keyboard.type('question size')
    await page.keyboard.press('Enter')
    await said(page, '“size” is open').waitFor()
    await page.getByText('No classes yet').waitFor()
  })

  it('is not opened over what is running, unless the person says so', async () => {
    const { page, client } = await openWindow('/classes', {
      classes: 3,
      perClass: 12,
      prepare: async (engine, photos) => {
        await engine.call('label', { items: photos.map(({ path, class: name }) => ({ path, class: name })) })
        await engine.call('createLabelSet', { name: 'size' })
      },
    })
    const running = Promise.withResolvers<undefined>()
    client.on('job', ({ kind, state }) => {
      if (kind === 'train' && state === 'running') running.resolve(undefined)
    })
    const training = client.call('train', { network: 'cnn', backend: 'wasm', epochs: 1000 })
    const stopped = expect(training).rejects.toMatchObject({ code: 'cancelled' })
    await running.promise
    const open = dialog(page).getByRole('button', { name: 'Open “size”' })
    const asks = page.getByRole('dialog', { name: 'Something is still running' })
    await switcher(page, 'subject').click()
    await open.click()
    await asks.getByText(/^If you open another question, this stops: Training\./).waitFor()
    await asks.getByRole('button', { name: 'Stay here' }).click()
    await asks.waitFor({ state: 'detached' })
    expect((await client.call('status', {})).labelSet?.name).toBe('subject')
    await open.click()
    await asks.getByRole('button', { name: 'Stop it and open' }).click()
    await stopped
    await said(page, '“size” is open').waitFor()
    expect((await client.call('status', {})).labelSet?.name).toBe('size')
  })
})
