import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'

async function labelAll(client: Client, photos: DrawnPhoto[]): Promise<void> {
  await client.call('label', { items: photos.map(({ path, class: name }) => ({ path, class: name })) })
}
const activeHead = async (client: Client) => (await client.call('status', {})).head

describe('training', () => {
  it('leads to the review while there is nothing to learn from yet', async () => {
    const { page, client, photos } = await openWindow('/training')
    const train = page.getByRole('button', { name: 'Train', exact: true })
    await page.getByText('Training needs two classes').waitFor()
    expect(await train.isDisabled()).toBe(true)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Confirm more pages' }).click()
    await page.getByRole('heading', { name: 'What are these?' }).waitFor()
    await labelAll(client, photos)
    await page.getByRole('link', { name: 'Training' }).click()
    await expect.poll(() => train.isEnabled()).toBe(true)
  })

  it('trains, shows what it brought, puts another version into force, and goes back to none', async () => {
    const { page, client } = await openWindow('/training', { perClass: 8, prepare: labelAll })
    await page.getByText('16 labels in 2 classes').waitFor()
    await page.getByText('Advanced').click()
    await page.getByRole('spinbutton', { name: 'Passes' }).fill('2')
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await page.getByRole('heading', { name: 'Version 1: what it brings' }).waitFor({ timeout: 60_000 })
    expect(await activeHead(client)).toBe(1)
    await page.getByRole('img', { name: /^Right on unseen photos: from / }).waitFor()
    await page.getByText('As a table').last().click()
    expect(await page.getByRole('row').count()).toBeGreaterThan(2)
    await page.getByText('Class by class').click()
    const photosColumn = page.getByRole('columnheader', { name: 'Photos', exact: true }).last()
    await photosColumn.getByRole('button').click()
    expect(await photosColumn.getAttribute('aria-sort')).toBe('ascending')
    await photosColumn.getByRole('button').click()
    expect(await photosColumn.getAttribute('aria-sort')).toBe('descending')
    expect(await accessibilityProblems(page)).toEqual([])

    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await page.getByRole('heading', { name: 'Version 2: what it brings' }).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Use this one: version 1' }).click()
    await page.getByText('Version 1 is in use now').waitFor()
    expect(await activeHead(client)).toBe(1)
    await page.getByRole('button', { name: 'Use this one: none, without training' }).click()
    await page.getByText('No version is in use now').waitFor()
    expect(await activeHead(client)).toBeNull()
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => activeHead(client)).toBe(1)
  }, 180_000)

  it('shows the photos that are mixed up', async () => {
    const { page } = await openWindow('/training', {
      perClass: 8,
      prepare: async (client, photos) => {
        await labelAll(client, photos)
        // A wrong label: without it the photo is taken for what it shows.
        await client.call('label', { items: [{ path: photos[0].path, class: photos[8].class }] })
        await client.call('train', { epochs: 1 })
      },
    })
    // Readers tell the lines below each other apart.
    await page
      .getByRole('button', { name: /^Show these photos: .+, taken for/ })
      .first()
      .waitFor()
    const matrix = page.getByRole('grid', { name: 'Which classes are mixed up' })
    const cells = matrix.getByRole('gridcell')
    expect(
      await cells.evaluateAll((all) => all.filter((cell) => cell.getAttribute('tabindex') === '0').length),
    ).toBe(1)
    await cells.first().focus()
    const focused = () =>
      page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? 'the focus is elsewhere')
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) {
      const before = await focused()
      await page.keyboard.press(key)
      await expect.poll(focused).not.toBe(before)
    }
    expect(await accessibilityProblems(page)).toEqual([])
    await matrix
      .getByRole('gridcell', { name: /photos? of .+, taken for .+: show/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await page.getByText(/, taken for /).waitFor()
    await expect.poll(() => page.getByRole('gridcell').count()).toBe(1)
    expect(await page.getByRole('gridcell').getAttribute('aria-label')).toMatch(/^Photo 1: /)
  })

  it('offers networks that learn from the pictures themselves, each with the way of learning that suits it', async () => {
    const { page, client } = await openWindow('/training', { perClass: 8, prepare: labelAll })
    await page.getByText('Advanced').click()
    const network = page.getByRole('combobox', { name: 'What learns' })
    const strategy = page.getByRole('combobox', { name: 'How it learns' })
    await network.selectOption('cnn')
    await page.getByText('minutes instead of seconds').waitFor()
    expect(await strategy.inputValue()).toBe('softmax')
    await network.selectOption('siamese-cnn')
    expect(await strategy.inputValue()).toBe('siamese-softmax')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await page.getByText('Round 1 of 2').waitFor({ timeout: 60_000 })
    await page.getByRole('main').getByRole('button', { name: 'Stop training' }).click()
    const train = page.getByRole('button', { name: 'Train', exact: true })
    await expect.poll(() => train.isEnabled(), { timeout: 30_000 }).toBe(true) // the step under way is finished first
    expect((await client.call('heads', {})).heads).toEqual([])
  }, 120_000)

  it('goes on where a long training was stopped, and says so while it learns and afterwards', async () => {
    const { page, client } = await openWindow('/training', { perClass: 8, prepare: labelAll })
    await page.getByText('Advanced').click()
    await page.getByRole('combobox', { name: 'What learns' }).selectOption('cnn')
    await page.getByRole('spinbutton', { name: 'Passes' }).fill('24')
    const train = page.getByRole('button', { name: 'Train', exact: true })
    await train.click()
    await page.getByText('the next training continues here').waitFor()
    const learned = async () => (await client.call('jobs', {})).jobs[0].progress?.figures?.loss
    await expect.poll(learned, { timeout: 60_000 }).toBeTypeOf('number')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('main').getByRole('button', { name: 'Stop training' }).click()
    await train.click()
    await page
      .getByText(/^Continues where it was interrupted, after \d+ pass(es)?$/)
      .waitFor({ timeout: 60_000 })
    await page
      .getByText(/^It continued where it had been interrupted, after \d+ pass(es)?$/)
      .waitFor({ timeout: 100_000 })
  }, 240_000)

  it('takes the choices of a person who wants to choose, and searches the best settings', async () => {
    const { page, client, photos } = await openWindow('/training', { perClass: 8, prepare: labelAll })
    await page.getByText('Advanced').click()
    await page.getByRole('combobox', { name: 'How it learns' }).selectOption('cosine-softmax')
    await page.getByRole('combobox', { name: 'Attention' }).selectOption('off')
    await page.getByRole('checkbox', { name: 'Label propagation' }).uncheck()
    await page.getByRole('checkbox', { name: 'Collaborative filtering' }).check()
    await page.getByRole('spinbutton', { name: 'Passes' }).fill('1')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Train', exact: true }).click()
    await page.getByRole('heading', { name: 'Version 1: what it brings' }).waitFor({ timeout: 60_000 })
    const [head] = (await client.call('heads', {})).heads
    expect(head).toMatchObject({ strategy: 'cosine-softmax' })
    expect(head.hyperParameters).toMatchObject({ attention: 'off', propagation: false })

    const search = page.getByRole('button', { name: 'Find the best settings' })
    await search.click()
    await page.getByRole('progressbar', { name: 'Trying settings' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click()
    await search.waitFor()
    await client.call('undo', {})
    await client.call('label', {
      items: photos.slice(7, 9).map(({ path, class: name }) => ({ path, class: name })),
    })
    await search.click()
    await page.getByText('There are fewer than three labels a class').waitFor()
  }, 180_000)
})
