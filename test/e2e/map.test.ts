/** @file The map: drawn by itself, walked by keyboard, selected by line and by key, named, undone; also where nothing can be drawn. */
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems, problemsInBothThemes } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'

const plane = (page: Page) => page.getByRole('application')
const legend = (page: Page) => page.getByRole('region', { name: 'What the colours mean' })
const selected = (page: Page, text: string) => page.getByRole('strong').getByText(text, { exact: true })

/** The confirmed class of each photo that has one. */
async function confirmed(client: Client): Promise<Map<number, string>> {
  const { ids, classes, classOf, confirmed: isConfirmed } = await client.call('photos', {})
  return new Map(
    [...ids].flatMap((id, row) => (isConfirmed[row] === 1 ? [[id, classes[classOf[row]]] as const] : [])),
  )
}

/** Photos left of the middle of the whole map. */
async function leftHalf(client: Client): Promise<number[]> {
  const { ids, positions } = await client.call('map', {})
  const xs = [...ids].map((_, place) => positions[2 * place])
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2
  return [...ids].filter((_, place) => xs[place] < middle)
}

/** How much of the plane is painted in the frame after a key was pressed: it cannot be read later. */
async function painted(canvas: Locator): Promise<number> {
  return canvas.evaluate(async (element) => {
    if (!(element instanceof HTMLCanvasElement)) return 0
    await new Promise(requestAnimationFrame)
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Home', bubbles: true }))
    for (let i = 0; i < 20; i += 1) await Promise.resolve()
    await new Promise(requestAnimationFrame)
    const { width, height } = element
    const context = new OffscreenCanvas(width, height).getContext('2d')
    context?.drawImage(element, 0, 0)
    return (
      context?.getImageData(0, 0, width, height).data.filter((value, i) => i % 4 === 3 && value > 0).length ??
      0
    )
  })
}

/** Zoomed at a place without photos, and dragged further, the map still shows one; the button shows all of them again. */
async function staysInSight(page: Page): Promise<void> {
  const box = await plane(page).boundingBox()
  if (box === null) throw new Error('the map is not seen')
  const pictures = page.locator('.pictures img')
  const inside = async (): Promise<boolean> => {
    const places = await pictures.evaluateAll((all) =>
      all.map((each) => {
        const { x, y, width, height } = each.getBoundingClientRect()
        return { left: x + width / 2, top: y + height / 2 }
      }),
    )
    return places.some(({ left, top }) => {
      const [x, y] = [left - box.x, top - box.y]
      return x > 0 && y > 0 && x < box.width && y < box.height
    })
  }
  await page.mouse.move(box.x + 6, box.y + 6)
  for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, -240)
  await expect.poll(inside).toBe(true)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width - 6, box.y + box.height - 6, { steps: 4 })
  await page.mouse.up()
  await expect.poll(inside).toBe(true)
  await page.getByRole('button', { name: 'Whole map' }).click()
  await expect.poll(() => pictures.count()).toBeGreaterThan(1)
}

/** Along the edges of the left half. */
async function drawLine(page: Page): Promise<void> {
  const box = await plane(page).boundingBox()
  if (box === null) throw new Error('the map is not seen')
  const [right, bottom] = [box.width / 2, box.height - 4]
  await page.keyboard.down('Shift')
  await page.mouse.move(box.x + 4, box.y + 4)
  await page.mouse.down()
  for (const [x, y] of [
    [right, 4],
    [right, bottom],
    [4, bottom],
  ])
    await page.mouse.move(box.x + x, box.y + y)
  await page.mouse.up()
  await page.keyboard.up('Shift')
}

it('shows all photos by their looks, hides classes, and names what a line or the keys select', async () => {
  const { page, client, complaints } = await openWindow('/map', { classes: 3, perClass: 8 })
  await plane(page)
    .and(page.getByRole('application', { name: 'Map of 24 photos' }))
    .waitFor()
  expect(await page.getByText('cannot draw the map').count()).toBe(0)
  expect(await painted(plane(page))).toBeGreaterThan(24)
  expect((await client.call('map', {})).ids).toHaveLength(24)
  expect(await problemsInBothThemes(page)).toEqual([])

  // The cursor moves from photo to photo, and says and shows what it is on.
  await plane(page).focus()
  await page.keyboard.press('ArrowRight')
  await page.locator('figcaption').getByText('no suggestion').waitFor()
  expect(await page.locator('#map-told').innerText()).toBe('no suggestion')
  await page.keyboard.press(' ')
  await selected(page, '1 photo selected').waitFor()
  await page.keyboard.press('Shift+ArrowLeft')
  await selected(page, '2 photos selected').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Shift+Drag').waitFor()

  // A line around photos selects them, and a letter names them: these and no other, in one decision.
  const left = await leftHalf(client)
  expect(left.length).toBeGreaterThan(1)
  expect(left.length).toBeLessThan(24)
  await drawLine(page)
  await selected(page, `${left.length} photos selected`).waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await page.keyboard.press('w')
  await page.getByRole('combobox', { name: `Class of these ${left.length} photos` }).waitFor()
  await page.keyboard.type('est')
  await page.keyboard.press('Enter')
  await page.getByText(`${left.length} photos are now west`).waitFor()
  expect(await confirmed(client)).toEqual(new Map(left.map((id) => [id, 'west'])))
  await expect.poll(() => plane(page).evaluate((element) => element === document.activeElement)).toBe(true)

  // What is hidden is neither seen nor selected.
  const rest = 24 - left.length
  await legend(page).getByRole('checkbox', { name: 'Show west' }).uncheck()
  await page.getByRole('application', { name: `Map of ${rest} photos` }).waitFor()
  await plane(page).focus()
  await page.keyboard.press('Control+a')
  await selected(page, `${rest} photos selected`).waitFor()
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('By confidence')
  await page.getByRole('button', { name: 'Show all classes (1 is hidden)' }).click()
  await page.getByRole('application', { name: 'Map of 24 photos' }).waitFor()

  // A click on a name shows this class alone, and another one all of them.
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('By class')
  const west = legend(page).getByRole('button', { name: 'west' })
  await west.click()
  await page.getByRole('application', { name: `Map of ${left.length} photos` }).waitFor()
  expect(await legend(page).getByRole('checkbox', { checked: true }).count()).toBe(1)
  expect(await accessibilityProblems(page)).toEqual([])
  await west.click()
  await page.getByRole('application', { name: 'Map of 24 photos' }).waitFor()
  await staysInSight(page)

  // The help begins with the keys that hold here.
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await help.getByRole('heading', { level: 3, name: 'On the map' }).waitFor()
  expect(await help.getByRole('heading', { level: 3 }).first().innerText()).toBe('On the map')
  await page.keyboard.press('Escape')

  // Where all that is selected has a class, that is said, and the focus stays.
  await plane(page).focus()
  await page.keyboard.press('Escape')
  await drawLine(page)
  await selected(page, `${left.length} photos selected`).waitFor()
  await page.keyboard.press('F2')
  await page.getByText('These photos are all confirmed already').waitFor()
  expect(await page.getByRole('combobox', { name: /^Class of/ }).count()).toBe(0)
  await page.keyboard.press('Escape')

  // The menu of a key is about the photo that the keys are on, and the field goes with the focus.
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press(' ')
  await selected(page, '1 photo selected').waitFor()
  const told = await page.locator('#map-told').innerText()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: 'Show the selected photos in a grid' }).waitFor()
  expect(await page.locator('#map-told').innerText()).toBe(told)
  await page.keyboard.press('Escape')
  await expect.poll(() => plane(page).evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Control+a')
  await page.keyboard.press('F2')
  const field = page.getByRole('combobox', { name: `Class of these ${rest} photos` })
  await field.waitFor()
  await plane(page).click({ position: { x: 4, y: 4 } })
  await field.waitFor({ state: 'detached' })

  // One key takes the decision back, all of it.
  await plane(page).focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await confirmed(client)).size).toBe(0)
  expect(complaints).toEqual([])
}, 120_000)

/** What is seen stands in the address: a reload and the way back show it again, and all moves are one entry of the history. */
async function keepsItsView(page: Page): Promise<void> {
  const zoom = (): number => Number(/[?&]at=[^&]*?([\d.]+)(?:&|$)/.exec(decodeURIComponent(page.url()))?.[1])
  const entries = await page.evaluate(() => history.length)
  await plane(page).focus()
  await page.keyboard.press('+')
  await page.keyboard.press('+')
  await expect.poll(zoom).toBeCloseTo(2.25, 3)
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('By confidence')
  await expect.poll(() => page.url()).toContain('colours=confidence')
  expect(await page.evaluate(() => history.length)).toBe(entries)
  await page.reload()
  await page.getByRole('application', { name: 'Map of 16 photos' }).waitFor()
  expect(await page.getByRole('combobox', { name: 'Colours' }).inputValue()).toBe('confidence')
  await plane(page).focus()
  await page.keyboard.press('+')
  await expect.poll(zoom).toBeCloseTo(3.375, 3)

  await page.getByRole('navigation').getByRole('link', { name: 'Groups' }).click()
  await expect.poll(() => page.url()).toContain('/groups')
  await page.goBack()
  await page.getByRole('application', { name: 'Map of 16 photos' }).waitFor()
  await plane(page).focus()
  await page.keyboard.press('-')
  await expect.poll(zoom).toBeCloseTo(2.25, 3)
  await page.keyboard.press('Home')
  await page.getByRole('combobox', { name: 'Colours' }).selectOption('By class')
  await expect.poll(() => page.url()).toMatch(/#\/map$/)
}

it('goes to the map after training and back, and confirms suggestions as it has shown them', async () => {
  const { page, client, photos } = await openWindow('/map', { classes: 2, perClass: 8 })
  await page.getByRole('application', { name: 'Map of 16 photos' }).waitFor()
  await keepsItsView(page)
  const labelled = photos.filter((_, i) => i % 2 === 0)
  await client.call('label', { items: labelled.map(({ path, class: name }) => ({ path, class: name })) })
  await client.call('train', { epochs: 1, backend: 'wasm', pyramid: false })

  // The choice stays where it is while its map is drawn.
  const after = page.getByRole('radio', { name: 'After training' })
  await after.check()
  await expect.poll(async () => (await client.call('map', { of: 'head' })).drawnAt).not.toBeNull()
  await page.getByRole('region', { name: 'There is no map yet' }).waitFor({ state: 'detached' })
  expect(await after.evaluate((element) => element === document.activeElement)).toBe(true)

  // The address says which of both it is: a reload shows it again, and so does the way back from the other one.
  await expect.poll(() => page.url()).toContain('of=after-training')
  await page.reload()
  await page.getByRole('application', { name: 'Map of 16 photos' }).waitFor()
  await expect.poll(() => after.isChecked()).toBe(true)
  await page.evaluate(() => {
    window.location.hash = '/map'
  })
  const before = page.getByRole('radio', { name: 'Before training' })
  await expect.poll(() => before.isChecked()).toBe(true)
  await page.goBack()
  await expect.poll(() => after.isChecked()).toBe(true)
  await before.check()
  await expect.poll(() => page.url()).toMatch(/#\/map$/)

  const known = await confirmed(client)
  expect(known.size).toBe(labelled.length)
  const { ids, classes, classOf } = await client.call('photos', {})
  const all = new Map([...ids].map((id, row) => [id, classes[classOf[row]]]))
  await plane(page).focus()
  await page.keyboard.press('Control+a')
  const count = 16 - labelled.length
  await page.getByRole('button', { name: `Confirm ${count} suggestions…` }).click()
  const dialog = page.getByRole('dialog', { name: `Confirm ${count} suggestions?` })
  expect(await accessibilityProblems(page)).toEqual([])
  await dialog.getByRole('button', { name: `Confirm ${count}` }).click()
  await expect.poll(() => confirmed(client)).toEqual(all)
  await expect.poll(() => plane(page).evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await page.getByRole('button', { name: 'No suggestion' }).isDisabled()).toBe(true)
  await page.keyboard.press('Control+z')
  await expect.poll(() => confirmed(client)).toEqual(known)
}, 120_000)

it('leads to the groups where the browser cannot draw it, and can be used by keyboard all the same', async () => {
  const { page, client } = await openWindow('/welcome', { perClass: 4 })
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.getContext = () => null
  })
  await page.reload()
  await page.getByRole('navigation').getByRole('link', { name: 'Map' }).click()
  await page.getByRole('alert').getByText('This browser cannot draw the map').waitFor()
  expect(await accessibilityProblems(page)).toEqual([])
  await plane(page).focus()
  await page.keyboard.press('Control+a')
  await selected(page, '8 photos selected').waitFor()
  await page.keyboard.press('F2')
  await page.keyboard.type('all')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await confirmed(client)).size).toBe(8)
  await page.getByRole('alert').getByRole('link').click()
  await expect.poll(() => page.url()).toContain('/groups')
}, 60_000)
