import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../main/store/store.ts'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { drag } from '../support/window/drag.ts'
import { openWindow } from '../support/window/open-window.ts'
import { leftOutTiles } from '../support/window/review-page.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'

/** Labels all photos, the first two and the last one wrongly. */
const prepare = (client: Client, photos: DrawnPhoto[]): Promise<void> => labelWrongly(client, photos, 2)

async function labelWrongly(client: Client, photos: DrawnPhoto[], ofFirst: number): Promise<void> {
  const [first, last] = [photos[0], photos[photos.length - 1]]
  const items = photos.map(({ path: file, class: name }, place) => ({
    path: file,
    class: place < ofFirst ? last.class : name,
  }))
  items[items.length - 1].class = first.class
  await client.call('label', { items })
}
async function confirmedClass(client: Client, file: string): Promise<string | null> {
  const { ids } = await client.call('photos', {})
  for (const id of ids) {
    const { paths, class: name } = await client.call('photo', { id })
    if (paths.includes(file)) return name
  }
  return null
}

async function bottomOf(what: Locator): Promise<number> {
  const { y = NaN, height = NaN } = (await what.boundingBox()) ?? {}
  return y + height
}

/** All labels that are doubted as the first photo's is, on the screen. */
async function showKind(page: Page, { is, rather }: { is: string; rather: string }): Promise<Locator> {
  const one = page.getByRole('heading', { name: `Is this ${is}, or rather ${rather}?` })
  await page.getByRole('heading', { name: /^Is this/ }).waitFor({ timeout: 60_000 })
  while (!(await one.isVisible())) await page.keyboard.press('ArrowRight')
  await seen(page)
  await page.keyboard.press('+')
  await seen(page)
  return page.getByRole('listbox', { name: 'Photos that are doubted in the same way' })
}

/** Keys and clicks reach what has been on screen for a moment. */
async function seen(page: Page): Promise<void> {
  await page.locator('[role=group][aria-busy=false]').waitFor()
}

describe('check', () => {
  it('goes through doubtful labels by keys: keep, change, a third class, all of a kind; undo shows them again', async () => {
    const { page, client, photos, complaints } = await openWindow('/review', { perClass: 12, prepare })
    const [first, second, last] = [photos[0], photos[1], photos[photos.length - 1]]
    const classOf = (photo: DrawnPhoto) => confirmedClass(client, photo.path)
    await page.getByRole('navigation').getByRole('link', { name: 'Check' }).click()
    await page.getByRole('heading', { name: 'Check' }).waitFor()
    const tab = page.getByRole('link', { name: /^Doubtful labels/ })
    await expect.poll(() => tab.textContent(), { timeout: 60_000 }).toMatch(/3$/)
    const asked = (is: string, rather: string) =>
      page.getByRole('heading', { name: `Is this ${is}, or rather ${rather}?` })
    const isFirst = asked(first.class, last.class)
    await page.getByRole('heading', { name: /^Is this/ }).waitFor()
    await page.getByRole('region', { name: `Most similar photos of ${first.class}` }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    // All of the kind that two are of: one of them is left out, and the other gets its class by one key.
    const kind = await showKind(page, { is: last.class, rather: first.class })
    expect(await kind.getByRole('option').count()).toBe(2)
    await kind.getByRole('option', { name: path.basename(second.path) }).click()
    await page.keyboard.press('x')
    await page.getByRole('button', { name: `Change 1 photo to ${first.class}` }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('2')
    await expect.poll(() => classOf(first)).toBe(first.class)
    expect(await classOf(second)).toBe(last.class)
    await expect.poll(() => tab.textContent()).toMatch(/2$/)

    // Undo shows it again, and it is doubted as before.
    await page.keyboard.press('Control+z')
    await expect.poll(() => classOf(first)).toBe(last.class)
    await expect.poll(() => tab.textContent()).toMatch(/3$/)
    await page.getByRole('img', { name: path.basename(first.path) }).waitFor()

    // A third class by typing: Enter takes what is typed, whole.
    await seen(page)
    await page.keyboard.press('F2')
    await page.getByRole('combobox').fill('third')
    await page.keyboard.press('Enter')
    await expect.poll(() => classOf(first)).toBe('third')

    // What is kept stays kept, also when it is looked for again.
    while (!(await isFirst.isVisible())) await page.keyboard.press('ArrowRight')
    await page.getByRole('img', { name: path.basename(last.path) }).waitFor()
    await seen(page)
    await page.keyboard.press('1')
    await isFirst.waitFor({ state: 'hidden' })
    expect(await classOf(last)).toBe(first.class)
    // What is said of it hides none of the others.
    const others = page.getByRole('list', { name: 'Other doubtful labels' })
    const below = async () =>
      ((await others.boundingBox())?.y ?? NaN) - (await bottomOf(page.getByText(/^Kept:/)))
    await expect.poll(below).toBeGreaterThan(0)
    const stale = page.getByText('Labels have changed since Twinsort looked.')
    await stale.waitFor()
    await page.getByRole('button', { name: 'Look again' }).click()
    await stale.waitFor({ state: 'hidden' })
    await page.getByRole('img', { name: path.basename(second.path) }).waitFor({ timeout: 60_000 })
    expect(await isFirst.isVisible()).toBe(false)

    // Which of the labels causes it: the dialog opens by a key, and its photos open in the library.
    await seen(page)
    await page.keyboard.press('/')
    await page.getByRole('dialog', { name: 'Which of my labels causes this?' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    // What is kept changes no label.
    await seen(page)
    await page.keyboard.press('1')
    await page.getByRole('heading', { name: 'No label to check here' }).waitFor()
    expect(await stale.isVisible()).toBe(false)
    expect(complaints).toEqual([])
  }, 180_000)

  it('selects and leaves out photos of a kind by the clicks and keys of a page, each step undone', async () => {
    const { page, client, photos, complaints } = await openWindow('/check?part=suspects', {
      perClass: 12,
      prepare: (engine, drawn) => labelWrongly(engine, drawn, 3),
    })
    const [first, second, third] = photos
    const { class: is } = photos[photos.length - 1]
    const kind = await showKind(page, { is, rather: first.class })
    const tile = (photo: DrawnPhoto) =>
      kind.getByRole('option', { name: new RegExp(`^${path.basename(photo.path)}`) })
    const selected = kind.getByRole('option', { selected: true })
    const out = leftOutTiles(page)
    const meant = (count: number) =>
      page.getByRole('button', { name: new RegExp(`^Change ${count} photos? to `) }).waitFor()
    await meant(3)
    expect(await accessibilityProblems(page)).toEqual([])

    // A click selects and leaves nothing out; an answer would be for what is selected.
    await tile(second).click()
    expect(await out.count()).toBe(0)
    await meant(1)
    await tile(third).click({ modifiers: ['Control'] })
    await meant(2)
    await tile(third).click()
    await tile(first).click({ modifiers: ['Shift'] })
    const between = await selected.count()
    await kind.click({ position: { x: 1, y: 1 } })
    await meant(3)
    expect(between).toBeGreaterThan(1)
    await drag(page, kind.getByRole('option').nth(0), kind.getByRole('option').nth(1))
    await meant(2)
    await page.keyboard.press('Escape')
    await meant(3)

    // The cross under the pointer leaves out and takes back, X the selected ones; each is undone and done again.
    await tile(second).hover()
    await tile(second).getByTitle('Leave out (X)').click()
    await meant(2)
    expect(await tile(second).getAttribute('aria-label')).toMatch(/, left out$/)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.keyboard.press('Control+z')
    await meant(3)
    await page.keyboard.press('Control+Shift+z')
    await meant(2)
    await tile(second).getByTitle('Take back in (X)').click()
    await meant(3)
    // Two quick clicks are two, and show nothing large.
    await tile(second).getByTitle('Leave out (X)').dblclick()
    await meant(3)
    expect(await out.count()).toBe(0)
    await kind.getByRole('option').first().focus()
    await page.keyboard.press('Shift+End')
    await expect.poll(() => selected.count()).toBe(3)
    await page.keyboard.press('x')
    await expect.poll(() => out.count()).toBe(3)
    await page.keyboard.press('Control+z')
    await meant(3)

    // Two clicks and Space show the photo large, the right button has a menu.
    await tile(second).dblclick()
    const large = page.getByRole('dialog')
    await large.getByRole('heading', { name: path.basename(second.path) }).waitFor()
    await page.keyboard.press('Escape')
    await large.waitFor({ state: 'detached' })
    expect(await selected.count()).toBe(0)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await large.waitFor()
    await page.keyboard.press('Escape')
    await large.waitFor({ state: 'detached' })
    await tile(third).click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^Leave out/ }).click()
    await meant(2)

    // So does a long press of a finger; a click beside the photos is one again after it.
    await tile(second).dispatchEvent('pointerdown', { pointerType: 'touch', bubbles: true })
    await large.waitFor()
    await tile(second).dispatchEvent('pointerup', { pointerType: 'touch', bubbles: true })
    await page.keyboard.press('Escape')
    await large.waitFor({ state: 'detached' })
    await page.keyboard.press('Control+Space')
    await meant(1)
    await kind.click({ position: { x: 1, y: 1 } })
    await meant(2)

    // What is answered for the selected one alone leaves the others of the kind where they are, also what was left out.
    await tile(second).click()
    await page.keyboard.press('2')
    await expect.poll(() => confirmedClass(client, second.path)).toBe(first.class)
    await expect.poll(() => kind.getByRole('option').count()).toBe(2)
    expect(await out.count()).toBe(1)
    expect(await confirmedClass(client, first.path)).toBe(is)
    await seen(page)
    await page.keyboard.press('Control+z')
    await expect.poll(() => confirmedClass(client, second.path)).toBe(is)
    await expect.poll(() => kind.getByRole('option').count()).toBe(3)

    await seen(page)
    await page.keyboard.press('Escape')
    await kind.waitFor({ state: 'detached' })

    // The photo by itself has a menu, too.
    await page
      .getByRole('group', { name: 'Doubtful labels' })
      .getByRole('img')
      .first()
      .click({ button: 'right' })
    await page.getByRole('menuitem', { name: /^All 3 of this kind/ }).click()
    await kind.waitFor()
    expect(complaints).toEqual([])
  }, 180_000)

  it('shows photos unlike all others, which are named, and what goes together, with a link to its photos', async () => {
    const { page, client, photos, complaints } = await openWindow('/check?part=associations', {
      perClass: 12,
      prepare,
    })
    const { class: name } = photos[4]
    const told = page.getByRole('listitem').filter({ hasText: `photos of ${name} are in the folder` })
    await told.waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await told.getByRole('link').click()
    await page
      .getByRole('status')
      .filter({ hasText: /^\d+ of 24 photos/ })
      .waitFor()
    await page.goBack()
    await told.waitFor()

    await page.getByRole('link', { name: /^Quality/ }).click()
    await page.getByRole('radio', { name: /^Odd format/ }).waitFor({ timeout: 60_000 })
    const slider = page.getByRole('slider', { name: 'Shorter side below' })
    await page.getByRole('radio', { name: /^Small/ }).check()
    await slider.press('End')
    await page.getByRole('listbox', { name: 'Small' }).waitFor()
    const small = page.getByRole('option')
    expect(await small.count()).toBe(24)
    // What is set aside goes at once, and comes back with an undo.
    await small.first().click()
    await page.keyboard.press('Delete')
    await expect.poll(() => small.count()).toBe(23)
    await page.keyboard.press('Control+z')
    await expect.poll(() => small.count()).toBe(24)
    await small.nth(1).click({ button: 'right' })
    expect(await page.getByRole('option', { selected: true }).count()).toBe(1)
    await page.getByRole('menuitem', { name: /^Set the selected photos aside/ }).click()
    await expect.poll(() => small.count()).toBe(23)
    await page.keyboard.press('Control+z')
    await expect.poll(() => small.count()).toBe(24)
    expect(await accessibilityProblems(page)).toEqual([])
    await slider.press('Home')
    await page.getByRole('heading', { name: 'No photo beyond this line' }).waitFor()

    await page.getByRole('link', { name: /^Near copies/ }).click()
    const line = page.getByRole('slider', { name: 'At least this much alike' })
    await line.waitFor({ timeout: 60_000 })
    await line.press('Home')
    await page.getByText(/^\d+ groups?, \d+ spare photos?$|^no groups, no spare photo$/).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    await page.getByRole('link', { name: /^Unlike all others/ }).click()
    const list = page.getByRole('listbox', { name: 'Unlike all others' })
    const none = page.getByRole('heading', { name: 'No photo to check here' })
    await list.or(none).waitFor({ timeout: 60_000 })
    expect(await accessibilityProblems(page)).toEqual([])
    if (await list.isVisible()) {
      const photo = list.getByRole('option').first()
      const file = ((await photo.getAttribute('aria-label')) ?? '').split(':')[0]
      await photo.click()
      await page.keyboard.press('Enter')
      await page.getByRole('dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.type('odd')
      await page.keyboard.press('Enter')
      const at = photos.find((each) => path.basename(each.path) === file)
      await expect.poll(() => confirmedClass(client, at?.path ?? '')).toBe('odd')
    }
    expect(complaints).toEqual([])
  }, 120_000)

  it('settles a group of near copies once by a double click, moves none, and does nothing for a late click', async () => {
    const { page, client } = await openWindow('/check?part=copies', {
      perClass: 6,
      copies: 3,
      prepare: async (engine, photos) => {
        const names = [...new Set(photos.map((photo) => photo.class))]
        const items = photos.map(({ path: file, class: name }, at) => ({
          path: file,
          class: at % 6 === 0 ? names[1 - names.indexOf(name)] : name,
        }))
        await engine.call('label', { items })
      },
    })
    const groups = page.getByRole('region', { name: '3 photos' })
    await groups.first().waitFor({ timeout: 60_000 })
    const doubted = groups.filter({ hasText: 'Several classes in one group' })
    await expect.poll(() => doubted.count()).toBe(2)
    const order = () =>
      groups.locator('input').evaluateAll((all) => all.map((each) => each.getAttribute('name')))
    const before = await order()
    const decided = async () => (await client.call('history', { limit: 50 })).decisions.length
    const already = await decided()
    const settle = groups.first().getByRole('button', { name: /^Change 1 photo to/ })
    const { x = 0, y = 0, width = 0, height = 0 } = (await settle.boundingBox()) ?? {}
    await settle.dblclick()
    await groups.first().getByText('Settled').waitFor()
    await page.mouse.click(x + width / 2, y + height / 2)
    expect(await order()).toEqual(before)
    expect(await doubted.count()).toBe(1)
    expect(await decided()).toBe(already + 1)
  }, 120_000)

  it('takes over the labels of another person, asks about those that differ, and exports either', async () => {
    const theirs = (folder: string) => path.join(folder, 'library of anna')
    const { page, client, photos, folder } = await openWindow('/classes', {
      prepare: async (engine, drawn, at) => {
        // Anna sorted the same photos in a library of her own.
        await mkdir(theirs(at))
        await engine.call('backup', { out: path.join(theirs(at), 'library.db') })
        const other = openStore(theirs(at))
        const labelSet = other.labelSets.current()
        const labels = [...other.files.paths()].map(([photo, file]) => ({
          photo,
          class: other.classes.ensure(labelSet, drawn.find((each) => each.path === file)?.class ?? ''),
        }))
        other.journal.decide({ labelSet, kind: 'label', actor: 'anna', labels, rejections: [], skips: [] })
        other.close()
        await engine.call('label', { items: [{ path: drawn[0].path, class: 'mine' }] })
      },
    })
    await page.getByRole('button', { name: 'Snapshots' }).click()
    const dialog = page.getByRole('dialog', { name: 'Snapshots of your labels' })
    await dialog.getByLabel('Keep the labels as they are now, under a name').fill('before')
    await page.keyboard.press('Enter')
    await dialog.getByText(/· 1 photo · 1 class$/).waitFor()
    await dialog.getByRole('button', { name: 'Choose their library…' }).click()
    const chooser = page.getByRole('dialog', { name: 'Choose a folder' })
    await chooser.getByLabel('Path of the folder').fill(theirs(folder))
    await page.keyboard.press('Enter')
    await chooser.getByRole('button', { name: 'Choose this folder' }).click()
    await dialog.getByText(`${photos.length - 1} photos without a class get theirs`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await dialog.getByLabel('Keep all their labels as').fill('anna')
    await dialog.getByRole('button', { name: `Take over ${photos.length - 1} labels` }).click()

    // Led to the one that differs.
    await page.getByRole('heading', { name: `Is this mine, or rather ${photos[0].class}?` }).waitFor()
    await page.getByText(`In “anna” it is ${photos[0].class}.`).waitFor()
    expect(await confirmedClass(client, photos[1].path)).toBe(photos[1].class)
    expect(await accessibilityProblems(page)).toEqual([])
    await seen(page)
    await page.keyboard.press('2')
    await expect.poll(() => confirmedClass(client, photos[0].path)).toBe(photos[0].class)
    await page.getByRole('button', { name: 'Look again' }).click()
    await page.getByText(/^No photo has another class now than in “anna”/).waitFor()

    await page.getByRole('navigation').getByRole('link', { name: 'Export' }).click()
    await page.getByText(`Would write ${photos.length} photos`).waitFor()
    await page.getByLabel('Which labels').selectOption('before')
    await page.getByText('Would write 1 photo').waitFor()
  }, 120_000)
})
