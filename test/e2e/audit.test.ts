/** @file A promise about what is accepted, and how right the guesses are: blind checks in the window, by keyboard. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { percentRange } from '../../renderer/features/review/estimate/estimate-words.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow, type WindowInTest } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { pageIsReady } from '../support/window/review-page.ts'

const SIZE = { classes: 2, perClass: 60 }

/** What comes into view at once is judged as it stays. */
async function openCalmly(...input: Parameters<typeof openWindow>): Promise<WindowInTest> {
  const opened = await openWindow(...input)
  await opened.page.emulateMedia({ reducedMotion: 'reduce' })
  return opened
}

async function labelOfEach(count: number, client: Client, photos: DrawnPhoto[]): Promise<void> {
  const byClass = Map.groupBy(photos, ({ class: name }) => name)
  const items = [...byClass.values()].flatMap((members) => members.slice(0, count))
  await client.call('label', { items: items.map(({ path, class: name }) => ({ path, class: name })) })
}
const labelHalf = (client: Client, photos: DrawnPhoto[]) => labelOfEach(SIZE.perClass / 2, client, photos)
/** A few of each class are left. */
const labelMost = (client: Client, photos: DrawnPhoto[]) => labelOfEach(SIZE.perClass - 6, client, photos)

const tile = (page: Page) => page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
const nameField = (page: Page) => page.getByRole('combobox', { name: /is$/ })
const labelled = async (client: Client) => (await client.call('status', {})).labelled
const made = async (client: Client) => (await client.call('audit', {})).audit?.checks

/** Answers the check on screen by its first letters and Enter, as it was drawn or wrongly. */
async function answer({ page, photos }: WindowInTest, said?: string): Promise<void> {
  await tile(page).and(page.locator(':focus')).waitFor()
  const title = (await tile(page).getAttribute('title')) ?? ''
  const drawn = photos.find(({ path }) => title.includes(path))?.class ?? ''
  await pageIsReady(page)
  await page.keyboard.press('Enter')
  await nameField(page).fill(said ?? drawn)
  await page.keyboard.press('Enter')
  await page.getByTitle(title, { exact: true }).waitFor({ state: 'detached' })
}

/** Chooses the largest error and the first candidate, and starts; returns the checks that it takes. */
async function start(page: Page): Promise<number> {
  await page.getByRole('radio', { name: '10%', exact: true }).check()
  await page
    .getByRole('radio', { name: /photos.*checks/ })
    .first()
    .check()
  const button = page.getByRole('button', { name: /^Start: \d+ checks$/ })
  const checks = Number(/\d+/.exec(await button.innerText())?.[0])
  await button.click()
  await page.getByText(`Check 1 of ${checks}`).waitFor()
  return checks
}

describe('an audit in the window', () => {
  it('says its price, asks blindly, accepts what held by one decision, and takes all of it back', async () => {
    const opened = await openCalmly('/review/audit', { ...SIZE, prepare: labelHalf })
    const { page, client } = opened
    await page
      .getByRole('radio', { name: /photos.*checks/ })
      .first()
      .waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    for (const row of await page
      .getByRole('group', { name: 'How many photos to accept' })
      .locator('label')
      .all()) {
      const [, photos, checks, spared] =
        /(\d+) photos\s+(\d+) checks.*saves you (\d+) photo/s.exec(await row.innerText()) ?? []
      expect(Number(photos) - Number(checks)).toBe(Number(spared))
    }
    const checks = await start(page)
    expect(await tile(page).count()).toBe(1)
    await page.getByRole('heading', { name: 'Which class is this?' }).waitFor()
    expect(await page.getByText('perhaps').count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])

    await answer(opened)
    await page.getByText(`Check 2 of ${checks}`).waitFor()
    await page.getByRole('button', { name: 'Stop…' }).click()
    await page.getByRole('heading', { name: `1 of ${checks} checks made` }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Continue checking' }).click()
    for (let i = 1; i < checks; i += 1) await answer(opened)

    await page.getByRole('heading', { name: /^The promise holds/ }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    const before = await labelled(client)
    await page.getByRole('button', { name: /^Accept \d+ photos?$/ }).click()
    await page.getByRole('heading', { name: /photos? (was|were) accepted/ }).waitFor()
    expect(await labelled(client)).toBeGreaterThan(before)
    expect((await client.call('audit', {})).audit).toBeNull()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Control+z')
    await expect.poll(() => labelled(client)).toBe(before)
    // No check is made again: what held can be accepted again, or put back.
    await page.getByRole('heading', { name: /^The promise holds/ }).waitFor()
    const accept = page.getByRole('button', { name: /^Accept \d+ photos?$/ })
    expect(await accept.isEnabled()).toBe(true)
    await page.keyboard.press('Control+Shift+Z')
    await expect.poll(() => labelled(client)).toBeGreaterThan(before)
    await page
      .getByRole('radio', { name: '10%', exact: true })
      .or(page.getByText('There is nothing to accept'))
      .waitFor()
    await page.keyboard.press('Control+z')
    await accept.click()
    await page.getByRole('heading', { name: /photos? (was|were) accepted/ }).waitFor()
    expect(await labelled(client)).toBeGreaterThan(before)
  })

  it('says what to do when it fails, and accepts nothing', async () => {
    const opened = await openCalmly('/review/audit', { ...SIZE, prepare: labelHalf })
    const { page, client } = opened
    await start(page)
    const failed = page.getByRole('heading', { name: 'The promise does not hold' })
    for (let place = 2; !(await failed.isVisible()); place += 1) {
      await answer(opened, 'something else')
      await page.getByText(`Check ${place} of`).or(failed).waitFor()
    }
    await page.getByText('Confirm more pages or train').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    // The last answer taken back, it goes on.
    const checks = (await made(client)) ?? 0
    await page.keyboard.press('Control+z')
    await page.getByRole('button', { name: 'Continue checking' }).waitFor()
    expect(await made(client)).toBe(checks - 1)
    await page.keyboard.press('Control+Shift+Z')
    await page.getByRole('button', { name: 'Confirm more pages' }).click()
    await page.getByRole('combobox', { name: 'Ask next about' }).waitFor()
    expect((await client.call('audit', {})).audit).toBeNull()
  })

  it('is not offered where all that could be accepted would have to be checked', async () => {
    const { page } = await openCalmly('/review/audit', { ...SIZE, prepare: labelMost })
    await page.getByRole('radio', { name: '1%', exact: true }).check()
    await page.getByText('Sort them in Review instead').waitFor()
    expect(await page.getByRole('radio', { name: /photos.*checks/ }).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^Start/ }).count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('promises nothing where nothing is known, and says so', async () => {
    const { page } = await openCalmly('/review/audit')
    await page.getByText('There is nothing to accept').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Confirm more pages' }).click()
    await page.getByRole('heading', { name: 'What are these?' }).waitFor()
  })
})

describe('how right the guesses are', () => {
  it('is not told without checks, and with its interval after ten', async () => {
    const opened = await openCalmly('/review', { ...SIZE, prepare: labelHalf })
    const { page, client } = opened
    await page.getByText('A check, without a suggestion').waitFor()
    await page.getByRole('button', { name: 'Accuracy: not measured yet' }).waitFor()
    await answer(opened)
    await page.getByRole('button', { name: 'Accuracy: not measured yet' }).click()
    await page.getByText('9 more checks are needed').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: '9 checks now' }).click()
    await page.getByText('8 more after it').waitFor()
    for (let i = 0; i < 9; i += 1) await answer(opened)
    const { estimate } = await client.call('status', {})
    expect(estimate).toMatchObject({ accuracy: 1, checks: 10 })
    await page.getByRole('button', { name: 'Accuracy: 100% (69% to 100%)' }).click()
    await page.getByText('by the last 10 checks').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await page.getByText('A check, without a suggestion').count()).toBe(0)
  })

  it('is told as it is expected after twenty answers, until ten checks have measured it', async () => {
    const answerSingles = async (client: Client, photos: DrawnPhoto[]) => {
      for (let i = 0; i < 20; i += 1) {
        const { page, expected } = await client.call('page', { query: 'random' })
        expect(expected).toBeNull()
        const [{ id, path }] = page?.photos ?? []
        const drawn = photos.find((photo) => photo.path === path)?.class ?? ''
        await client.call('decide', {
          answer: { page: page?.id ?? 0, answers: [{ class: drawn, ids: [id] }] },
        })
      }
    }
    const { page, client } = await openCalmly('/review', { ...SIZE, prepare: answerSingles })
    await pageIsReady(page)
    const { expected } = await client.call('page', {})
    // Of the guesses some may be wrong: what is nearly all is not written as all.
    const format = (value: number, options: Intl.NumberFormatOptions) =>
      new Intl.NumberFormat('en', options).format(value)
    const { share, low, high } = percentRange(expected ?? { accuracy: NaN, low: NaN, high: NaN }, format)
    expect(share).not.toBe('100%')
    await page.getByRole('button', { name: `Expected accuracy: ${share} (${low} to ${high})` }).click()
    await page.getByText(`about ${share} of all photos are right now`).waitFor()
    await page.getByText('10 more checks are needed').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  })
})
