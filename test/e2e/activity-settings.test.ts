/** @file The views Activity and Settings: what ran and why it failed, done again; and choices that hold at once. */
import { appendFile, copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openLiveWindow } from '../support/window/live-window.ts'
import { openWindow } from '../support/window/open-window.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { pageIsReady } from '../support/window/review-page.ts'
import { drawLibrary } from '../support/photos/pictures.ts'

const PATIENCE = { timeout: 60_000 }

describe('activity', () => {
  it('says that nothing has run yet', async () => {
    const { page } = await openLiveWindow({ classes: 1, perClass: 1 })
    await page.getByRole('link', { name: 'Activity' }).click()
    await page.getByRole('heading', { name: 'Nothing has run here yet' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('link', { name: 'Log', exact: true }).click()
    await page.getByRole('heading', { name: 'Nothing is noted yet' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  })

  it('lists what ran before, with files and reasons, does what failed again, and stops what runs', async () => {
    const { page, client, folder } = await openWindow('/review', {
      perClass: 8,
      prepare: async (engine, photos, home) => {
        const broken = path.join(home, 'photos', 'broken.jpg')
        await writeFile(broken, 'This is no picture.')
        await engine.call('index', { folders: [] })
        await engine.call('index', { folders: [path.join(home, 'more')] }).catch(() => undefined)
        await engine.call('label', {
          items: photos.map((photo) => ({ path: photo.path, class: photo.class })),
        })
      },
      whileClosed: () => undefined,
    })
    await page.keyboard.press('Control+k')
    await page.keyboard.type('activity')
    await page.keyboard.press('Enter')
    const ended = page.getByRole('region', { name: 'Ended' })
    await ended.getByText('16 new photos were read.').waitFor()
    const withBroken = ended.getByRole('listitem').filter({ hasText: 'Nothing had changed.' }).first()
    await withBroken.locator('summary').click()
    await withBroken.getByText(/broken\.jpg: It is not a picture/).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    await ended.getByRole('radio', { name: 'Failed or stopped' }).check()
    await expect.poll(() => ended.getByRole('listitem').count()).toBe(1)
    await ended.getByText(`There is no folder ${path.join(folder, 'more')}.`).waitFor()
    await mkdir(path.join(folder, 'aside'))
    await drawLibrary(path.join(folder, 'aside'), { classes: 1, perClass: 2, seed: 9 })
    await rename(path.join(folder, 'aside'), path.join(folder, 'more'))
    const again = ended.getByRole('button', { name: 'Try again: Reading photos' })
    await again.click()
    await ended.getByRole('radio', { name: 'All' }).check()
    await ended.getByText('2 new photos were read.').waitFor()
    expect((await client.call('status', {})).photos).toBe(18)
    expect(await again.count()).toBe(0)

    const training = client.call('train', { network: 'cnn', epochs: 200 }).catch(() => undefined)
    const running = page.getByRole('region', { name: 'Under way' })
    await running.getByRole('progressbar', { name: 'Training' }).waitFor({ timeout: 60_000 })
    // The log tells how long it took, but not of less than a tenth of a second.
    const sinceStart = async () => Date.now() - (await client.call('jobs', {})).jobs[0].startedAt
    await expect.poll(sinceStart).toBeGreaterThan(500)
    await running.getByRole('button', { name: 'Cancel: Training' }).click()
    await ended
      .getByRole('listitem')
      .filter({ hasText: 'Training' })
      .getByText('Stopped')
      .waitFor({ timeout: 60_000 })
    await training
    await running.getByText('Nothing is running.').waitFor()

    await page
      .getByRole('navigation', { name: 'Parts of the activity' })
      .getByRole('link', { name: 'Log' })
      .click()
    const log = page.getByRole('list', { name: 'Entries of the log' }).getByRole('listitem')
    await log.first().getByText('Stopped.').waitFor()
    await log.filter({ hasText: 'Done. 16 new photos were read.' }).waitFor()
    await page.getByRole('radio', { name: 'Warnings and errors' }).check()
    await expect.poll(() => log.count()).toBe(1)
    await log.getByText(`Failed. There is no folder ${path.join(folder, 'more')}.`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    const missing = path.join(folder, 'missing')
    await client.call('index', { folders: [missing] }).catch(() => undefined)
    await log.first().getByText(missing).waitFor()
    await page.getByRole('combobox', { name: 'Job' }).selectOption('Training')
    await page.getByText('Nothing of that is in the log.').waitFor()
    await page.getByRole('radio', { name: 'All' }).check()
    await log.first().getByText('Stopped.').waitFor()
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('status').getByText('Copied').waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n')[0]).toMatch(/\tNote\tTraining\tStopped\. \(/)

    // A log that was begun anew has no training: the choice does not go on choosing it unseen.
    await rm(path.join(folder, 'library', 'library.log'))
    await client.call('index', { folders: [missing] }).catch(() => undefined)
    await log.first().getByText(missing).waitFor()
    const job = page.getByRole('combobox', { name: 'Job' })
    expect(await job.evaluate((element: HTMLSelectElement) => element.selectedOptions.length)).toBe(1)
  }, 180_000)

  it('shows older entries of the log, and goes on from the first of them when the button has gone', async () => {
    const { page } = await openWindow('/activity/log', {
      async prepare(_, __, home) {
        const lines = Array.from({ length: 230 }, (___, number) => {
          const time = new Date(Date.UTC(2020, 0, 1, 0, number)).toISOString()
          return JSON.stringify({ time, level: 'info', said: [sentence('log-job-done')] })
        })
        await appendFile(path.join(home, 'library', 'library.log'), `${lines.join('\n')}\n`)
      },
    })
    const entries = page.getByRole('list', { name: 'Entries of the log' }).getByRole('listitem')
    const older = page.getByRole('button', { name: 'Show older ones' })
    await older.focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => entries.count()).toBe(200)
    await older.and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    await older.waitFor({ state: 'detached' })
    await entries.nth(200).and(page.locator(':focus')).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
  }, 60_000)
})

describe('watched folders', () => {
  it('show new photos by themselves, leave the page of the review alone, and pause', async () => {
    const { page, client, folder } = await openWindow('/review', {
      perClass: 8,
      watches: true,
      prepare: (engine, photos) =>
        engine
          .call('label', { items: [{ path: photos[0].path, class: photos[0].class }] })
          .then(() => undefined),
    })
    await drawLibrary(path.join(folder, 'aside'), { classes: 1, perClass: 3, seed: 9 })
    const [kind] = await readdir(path.join(folder, 'aside'))
    const names = await readdir(path.join(folder, 'aside', kind))
    const copyIn = (index: number) =>
      copyFile(
        path.join(folder, 'aside', kind, names[index]),
        path.join(folder, 'photos', `new-${index}.jpg`),
      )
    const photosKnown = async () => (await client.call('status', {})).photos
    const tiles = page.getByRole('listbox', { name: /\?$/ }).getByRole('option')
    const shown = () => tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute('aria-label')))
    await pageIsReady(page)
    const onPage = await shown()
    expect(onPage.length).toBeGreaterThan(0)
    await expect
      .poll(async () => (await client.call('watching', {})).folders.at(0)?.way, PATIENCE)
      .toBe('events')
    await copyIn(0)
    await expect.poll(photosKnown, PATIENCE).toBe(17)
    expect(await shown()).toEqual(onPage)

    await page.getByRole('link', { name: 'Activity', exact: true }).click()
    const watched = page.getByRole('region', { name: 'Watched folders' })
    await watched.getByText('What changes here appears within seconds.').waitFor()
    const ended = page.getByRole('region', { name: 'Ended' })
    await ended.getByText('1 new photo was read.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await watched.getByRole('button', { name: 'Pause' }).click()
    await watched.getByText('Paused. What changes meanwhile is read when you go on.').waitFor()
    await copyIn(1)
    await copyIn(2)
    await watched.getByRole('button', { name: 'Go on' }).click()
    await ended.getByText('2 new photos were read.').waitFor()
    expect(await photosKnown()).toBe(19)

    await page.getByRole('link', { name: 'Settings', exact: true }).click()
    const wish = page.getByRole('checkbox', { name: 'New photos appear by themselves' })
    await wish.uncheck()
    await expect.poll(async () => (await client.call('watching', {})).state).toBe('off')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Back to the usual: New photos appear by themselves' }).click()
    await expect.poll(async () => (await client.call('watching', {})).state).toBe('on')
  }, 120_000)
})

describe('settings', () => {
  it('hold at once, are remembered, and can be put back', async () => {
    const { page, client } = await openWindow('/settings')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    const root = page.locator('html')
    await page.getByRole('radio', { name: 'Compact' }).check()
    await page.getByRole('radio', { name: 'Reduced' }).check()
    await page.getByRole('radio', { name: '6', exact: true }).check()
    expect(await root.getAttribute('data-density')).toBe('compact')
    expect(await root.getAttribute('data-motion')).toBe('reduced')
    await page.getByRole('combobox', { name: 'Processor cores' }).selectOption('1 core')
    await expect.poll(() => client.call('preferences', {})).toMatchObject({ backend: null, threads: 1 })
    await page.getByRole('combobox', { name: 'Train with' }).selectOption('plain JavaScript, which is slow')
    await expect.poll(async () => (await client.call('doctor', {})).computesWith).toBe('cpu')
    expect(await accessibilityProblems(page)).toEqual([])

    await page.reload()
    await expect.poll(() => page.getByRole('combobox', { name: 'Processor cores' }).inputValue()).toBe('1')
    expect(await page.getByRole('radio', { name: 'Compact' }).isChecked()).toBe(true)
    for (const name of ['Density', 'Motion', 'Processor cores', 'Train with'])
      await page.getByRole('button', { name: `Back to the usual: ${name}` }).click()
    // The button is gone, and the keys go on from what it put back.
    await page.getByRole('combobox', { name: 'Train with' }).and(page.locator(':focus')).waitFor()
    await expect
      .poll(() => client.call('preferences', {}))
      .toEqual({ backend: null, threads: null, watch: true, cacheLimit: null })
    expect(await root.getAttribute('data-density')).toBeNull()
    expect(await page.getByRole('radio', { name: '6', exact: true }).isChecked()).toBe(true)
  }, 60_000)

  it('tell what the library takes and where it lies, clear what can be made again, and show the licences', async () => {
    const { page, client, folder } = await openWindow('/settings')
    await client.call('suggest', {}) // compares all photos, which is kept
    await page.reload()
    const space = page.getByRole('region', { name: 'Space on the disk' })
    await space.getByText('Together').waitFor()
    const cached = async () => {
      const { parts } = await client.call('storage', {})
      return parts.find(({ part }) => part === 'cache')?.bytes
    }
    await expect.poll(cached).toBeGreaterThan(0)
    await space.getByText('How photos compare with each other').waitFor()
    await space.getByRole('button', { name: 'Clear saved work' }).click()
    await page.getByRole('status').getByText('cleared').waitFor()
    expect(await cached()).toBe(0)
    await expect.poll(() => space.getByText('How photos compare with each other').count()).toBe(0)
    const limit = space.getByRole('combobox', { name: 'Saved work takes at most' })
    await limit.selectOption('500 MB')
    await expect.poll(async () => (await client.call('preferences', {})).cacheLimit).toBe(5e8)
    await page.reload()
    await expect.poll(() => limit.inputValue()).toBe('500000000')
    await page.getByRole('button', { name: 'Back to the usual: Saved work takes at most' }).click()
    await expect.poll(async () => (await client.call('preferences', {})).cacheLimit).toBeNull()
    // A limit that no choice has, and one that allows nothing.
    await client.call('quality', {})
    await client.call('changePreferences', { cacheLimit: 1e12 })
    await page.reload()
    await space.getByText('How sharp and how bright photos are').waitFor()
    await expect.poll(() => limit.inputValue()).toBe('1000000000000')
    expect(await cached()).toBeGreaterThan(0)
    await client.call('changePreferences', { cacheLimit: 0 })
    await expect.poll(cached, { timeout: 20_000 }).toBe(0)
    await page.getByText(path.join(folder, 'library'), { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Licences' }).click()
    await page.getByRole('dialog', { name: 'Licences' }).getByText('WordNet Release 3.0').first().waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
  })

  it('come with a help that finds a key by what it does', async () => {
    const { page } = await openWindow('/settings')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
    await page.keyboard.press('Shift+?')
    const keys = page.getByRole('dialog', { name: 'Keys' })
    await keys.getByRole('searchbox', { name: 'Find a key' }).waitFor()
    await page.keyboard.type('commands')
    await expect.poll(() => keys.getByRole('definition').count()).toBe(1)
    await page.keyboard.type(' zzz')
    await keys.getByText('No key does that').waitFor()
  })
})
