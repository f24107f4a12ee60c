import { describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../support/accessibility.ts'
import { openWindow } from '../support/open-window.ts'

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
      prepare: async (client, photos) => {
        await client.call('label', { items: photos.map(({ path, class: name }) => ({ path, class: name })) })
      },
    })
    const untrained = page.getByRole('group', { name: 'Without training' })
    await untrained.getByRole('checkbox', { name: 'Labels passed on to look-alikes' }).check()
    const trained = page.getByRole('group', { name: 'With training', exact: true })
    for (const name of ['Triplets, hardest first', 'Supervised contrast', 'Softmax of angles'])
      await trained.getByRole('checkbox', { name, exact: true }).uncheck()
    await page.getByText('18 measurements').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('heading', { name: 'What won here' }).waitFor({ timeout: 60_000 })
    await page.getByRole('img', { name: /^With 5 labels of each class, / }).waitFor()
    await page.getByText('Measured 3 times on 16 labelled photos in 2 classes.').waitFor()
    const table = page.getByRole('table')
    expect(await table.getByRole('row').count()).toBe(1 + 3 * 2)
    await table.getByRole('rowheader', { name: 'Twinsort without training' }).first().waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  }, 120_000)

  it('is stopped by its button', async () => {
    const { page, client } = await openWindow('/training/compare', {
      perClass: 8,
      prepare: async (client, photos) => {
        await client.call('label', { items: photos.map(({ path, class: name }) => ({ path, class: name })) })
      },
    })
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByRole('progressbar', { name: 'Comparing strategies' }).waitFor()
    await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Compare', exact: true }).waitFor()
    const { jobs } = await client.call('jobs', {})
    expect(jobs.filter(({ kind, state }) => kind === 'compare' && state === 'running')).toEqual([])
    expect(await page.getByRole('heading', { name: 'What won here' }).count()).toBe(0)
  }, 120_000)
})
