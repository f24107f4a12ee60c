import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { comparedBackends } from '../../shared/contract/backends.ts'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'

async function labelAll(client: Client, photos: DrawnPhoto[]): Promise<void> {
  await client.call('label', { items: photos.map(({ path, class: name }) => ({ path, class: name })) })
}

/** Among the ways to learn; the other choices stay as they are. */
async function chooseOnly(page: Page, names: readonly string[]): Promise<void> {
  await page.getByText('More: other ways').click()
  for (const group of ['Ways to learn', 'Without training', 'With training', /^With training, from/]) {
    const boxes = page.getByRole('group', { name: group, exact: true }).getByRole('checkbox')
    for (const box of await boxes.all()) await box.setChecked(names.includes(await labelOf(box)))
  }
}
async function labelOf(box: Locator): Promise<string> {
  return (await box.locator('xpath=..').innerText()).trim()
}

describe('comparing ways to learn', () => {
  it('says what is missing while there are too few labels', async () => {
    const { page } = await openWindow('/training')
    await page
      .getByRole('navigation', { name: 'Parts of training' })
      .getByRole('link', { name: 'Compare' })
      .click()
    await page.getByRole('heading', { name: 'There is too little to compare with yet' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Confirm more pages' }).click()
    await page.getByRole('option').first().waitFor()
  })

  it('measures the chosen ways on the library’s own labels and says what won', async () => {
    const { page } = await openWindow('/training/compare', {
      perClass: 8,
      prepare: labelAll,
    })
    await page.getByText('18 measurements').waitFor() // three ways, two numbers of labels, three repeats
    await page.getByText('how long they take on this computer is known after the first time').waitFor()
    const ways = page.getByRole('group', { name: 'Ways to learn' })
    await expect.poll(() => ways.getByRole('checkbox').count()).toBe(3)
    for (const name of ['Triplet loss, batch-hard', 'Normalised softmax (cosines)'])
      await ways.getByRole('checkbox', { name, exact: true }).uncheck()
    await page.getByText('More: other ways').click()
    const untrained = page.getByRole('group', { name: 'Without training' })
    for (const name of ['Label propagation', 'Ridge regression'])
      await untrained.getByRole('checkbox', { name }).check()
    await page.getByText('18 measurements').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('heading', { name: 'What worked best' }).waitFor({ timeout: 60_000 })
    await page.getByRole('img', { name: /^With 5 labels of each class, / }).waitFor()
    await page.getByText('Measured 3 times on 16 labelled photos in 2 classes.').waitFor()
    // Nothing was trained, so that nothing is said of memory.
    expect(await page.getByText('MB in all” is').count()).toBe(0)
    const table = page.getByRole('table')
    expect(await table.getByRole('row').count()).toBe(1 + 3 * 2)
    // The next one is told before it begins.
    await page
      .getByText(/^18 measurements · (?:a few seconds|about \d+(?: to \d+)? seconds) on this computer$/)
      .waitFor()
    await table.getByRole('rowheader', { name: 'Twinsort without training' }).first().waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  }, 120_000)

  it('puts a network beside itself without its lower levels, on each backend, with time and memory', async () => {
    const { page, client } = await openWindow('/training/compare', { perClass: 8, prepare: labelAll })
    const { backends } = await client.call('doctor', {})
    const compared = comparedBackends(backends)
    await chooseOnly(page, ['Twinsort without training', 'New network that compares pictures'])
    await page.getByRole('checkbox', { name: 'also without fine details' }).check()
    const everywhere = page.getByRole('checkbox', {
      name: 'on everything that this computer can train with',
    })
    expect(await everywhere.count()).toBe(compared.length > 1 ? 1 : 0)
    if (compared.length > 1) await everywhere.check()
    await page
      .getByRole('group', { name: 'Labels of each class' })
      .getByRole('checkbox', { name: '2' })
      .uncheck()
    await page.getByRole('group', { name: 'Repeats' }).getByRole('radio', { name: '1', exact: true }).check()
    await page.getByText(`${1 + 2 * compared.length} measurements`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('heading', { name: 'So far' }).waitFor({ timeout: 60_000 })
    await page.getByRole('rowheader', { name: 'Twinsort without training' }).waitFor()
    await page.getByRole('heading', { name: 'What worked best' }).waitFor({ timeout: 240_000 })
    const table = page.getByRole('table')
    expect(await table.getByRole('row').count()).toBe(1 + 1 + 2 * compared.length)
    const ending = compared.length > 1 ? ' (WebAssembly)' : ''
    for (const part of ['', ', without fine details']) {
      const row = table.getByRole('row', { name: `New network that compares pictures${part}${ending}` })
      const [, right, , , , seconds, step, all] = await row.getByRole('cell').allInnerTexts()
      expect(right).toMatch(/^\d+\.\d%\s+[+-]?\d+\.\d points$/)
      expect(Number(seconds)).toBeGreaterThan(0)
      expect(Number(all.replace(',', ''))).toBeGreaterThan(Number(step.replace(',', '')))
    }
    await page.getByText('than with “Twinsort without training”').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  }, 300_000)

  it('is stopped by its button', async () => {
    const { page, client } = await openWindow('/training/compare', {
      perClass: 8,
      prepare: labelAll,
    })
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('progressbar', { name: 'Comparing ways to learn' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Compare', exact: true }).waitFor()
    const { jobs } = await client.call('jobs', {})
    expect(jobs.filter(({ kind, state }) => kind === 'compare' && state === 'running')).toEqual([])
    expect(await page.getByRole('heading', { name: 'What worked best' }).count()).toBe(0)
  }, 120_000)
})
