/**
 * @file `npm run pictures`: makes the pictures of the README and of the manual anew, so that they never age. A browser opens the built
 * window on an engine of its own, has the example drawn and read, and sorts a part of it; what it looks like then is written to `docs/`.
 * Needs `npm run build`.
 */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { examplePictures } from '../../main/jobs/example/draw-example.ts'
import type { Client } from '../../shared/client.ts'
import { pageIsReady } from '../support/window/review-page.ts'
import { goTo, takePicture, withWindow } from './pictured-window.ts'

await withWindow(async ({ page, client, folder }) => {
  await page.getByRole('button', { name: 'Try an example' }).waitFor()
  await takePicture(page, 'manual/pictures/welcome.webp')
  await openExample(page)
  await nameSome(client, 3)
  await pictureReview(page)
  await pictureGroups(page)
  await pictureAudit(page)
  await nameSome(client, 12)
  await seenAs(page, /^boats: 12 confirmed/)
  await client.call('train', {})
  await pictureLibrary(page)
  await pictureTraining(page)
  await pictureClasses(page, client)
  await pictureMap(page, client)
  await pictureExport(page, path.join(folder, 'photos-sorted'))
  await nameWrongly(client)
  await seenAs(page, /^boats: 10 confirmed/)
  await pictureCheck(page)
  await pictureBackups(page, client)
  await pictureQuestions(page, client)
})

async function openExample(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Try an example' }).click()
  await page.getByRole('heading', { name: /photos are ready to be sorted/ }).waitFor()
}

/** The path of each picture of the example, by its name. */
async function pathsOf(client: Client): Promise<Map<string, string>> {
  const { ids } = await client.call('photos', {})
  const photos = await Promise.all(Array.from(ids, (id) => client.call('photo', { id })))
  return new Map(photos.map(({ paths: [file] }) => [path.basename(file), file]))
}

/** Some of each kind, as a person would have confirmed them. */
async function nameSome(client: Client, ofEach: number): Promise<void> {
  const pathOf = await pathsOf(client)
  const kinds = Map.groupBy(examplePictures(), ({ kind }) => kind)
  const items = [...kinds].flatMap(([kind, pictures]) =>
    pictures.slice(0, ofEach).map(({ name }) => ({ path: pathOf.get(name) ?? name, class: kind })),
  )
  await client.call('label', { items })
}

/** Two of one kind, as a person who was tired would have named them. */
async function nameWrongly(client: Client): Promise<void> {
  const pathOf = await pathsOf(client)
  const kinds = [...Map.groupBy(examplePictures(), ({ kind }) => kind)]
  const [, right] = kinds[0]
  const [wrong] = kinds[1]
  const items = right.slice(0, 2).map(({ name }) => ({ path: pathOf.get(name) ?? name, class: wrong }))
  await client.call('label', { items })
}

async function pictureReview(page: Page): Promise<void> {
  await goTo(page, '/review')
  await page.getByRole('option').first().waitFor()
  await pageIsReady(page)
  await takePicture(page, 'review.jpg')
  await page.getByRole('option').nth(1).click()
  await page.keyboard.press('x')
  await page.getByRole('option', { name: /left out/ }).waitFor()
  await page.keyboard.press('F2')
  await page.getByRole('combobox', { name: /are$/ }).fill('ba')
  await takePicture(page, 'manual/pictures/naming.webp')
  await page.keyboard.press('Escape')
}

async function pictureGroups(page: Page): Promise<void> {
  await goTo(page, '/groups')
  await page.getByRole('gridcell').first().waitFor()
  await takePicture(page, 'groups.jpg')
}

async function pictureAudit(page: Page): Promise<void> {
  await goTo(page, '/review/audit')
  await page.getByRole('radio', { name: '10%', exact: true }).check()
  await page
    .getByRole('radio', { name: /photos.*checks/ })
    .first()
    .waitFor()
  await takePicture(page, 'manual/pictures/audit.webp')
}

async function pictureLibrary(page: Page): Promise<void> {
  await goTo(page, '/library?group=class')
  const first = page.getByRole('gridcell', { name: /^Photo 1:/ })
  await first.waitFor()
  await page.getByRole('radio', { name: 'Confirmed 72' }).waitFor()
  await takePicture(page, 'library.jpg')
  await first.focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Shift+Enter')
  const beside = page.getByRole('dialog', { name: 'Photos side by side' })
  await beside.getByRole('group').nth(2).waitFor()
  await takePicture(page, 'manual/pictures/beside.webp')
  await page.keyboard.press('Escape')
}

async function pictureTraining(page: Page): Promise<void> {
  await goTo(page, '/training')
  await page.getByRole('heading', { name: 'Training' }).first().waitFor()
  await page.getByRole('grid').first().waitFor()
  await page.getByText(/^Runs on/).waitFor()
  await takePicture(page, 'training.jpg')
}

async function pictureClasses(page: Page, client: Client): Promise<void> {
  await goTo(page, '/classes')
  const list = page.getByRole('treegrid', { name: 'Classes' })
  await list
    .getByRole('button', { name: /^Typical photo/ })
    .first()
    .waitFor()
  await takePicture(page, 'manual/pictures/classes.webp')
  await client.call('saveSnapshot', { name: 'before the holidays' })
  await page.getByRole('button', { name: 'Snapshots' }).click()
  await page.getByRole('button', { name: 'Compare with now: “before the holidays”' }).waitFor()
  await takePicture(page, 'manual/pictures/snapshots.webp')
  await page.keyboard.press('Escape')
}

async function pictureQuestions(page: Page, client: Client): Promise<void> {
  await client.call('renameLabelSet', { set: 1, name: 'What it shows' })
  const { id } = await client.call('createLabelSet', { name: 'Keep or delete' })
  const { ids } = await client.call('photos', {})
  await client.call('chooseLabelSet', { set: id })
  await client.call('relabel', { ids: [...ids.slice(0, 20)], class: 'keep' })
  await client.call('relabel', { ids: [...ids.slice(20, 26)], class: 'delete' })
  await goTo(page, '/classes')
  await page.getByRole('row', { name: /^keep: 20 confirmed/ }).waitFor()
  await page.getByRole('button', { name: 'Questions…' }).click()
  await page.getByRole('button', { name: 'Open “What it shows”' }).waitFor()
  await takePicture(page, 'manual/pictures/questions.webp')
  await page.keyboard.press('Escape')
}

/** The window knows of labels that came from elsewhere once its list of classes does. */
async function seenAs(page: Page, line: RegExp): Promise<void> {
  await goTo(page, '/classes')
  await page.getByRole('row', { name: line }).waitFor()
}

async function pictureMap(page: Page, client: Client): Promise<void> {
  await client.call('drawMap', {})
  await goTo(page, '/map')
  await page.getByRole('radio', { name: 'Before training' }).check()
  await page.getByRole('application').waitFor()
  await page.getByRole('region', { name: 'What the colours mean' }).getByRole('button').first().waitFor()
  await takePicture(page, 'manual/pictures/map.webp')
}

async function pictureExport(page: Page, out: string): Promise<void> {
  await goTo(page, '/export')
  const target = page.getByRole('textbox', { name: 'Into which folder' })
  await target.fill(out)
  await page.keyboard.press('Tab')
  await page.getByText(/^Would write \d+ photos$/).waitFor()
  // The folder of this run is nobody else's: shown is one that a person might choose.
  await target.evaluate((field) => {
    if (field instanceof HTMLInputElement) field.value = '/home/me/photos-sorted'
  })
  await page.getByRole('radio').first().scrollIntoViewIfNeeded()
  await takePicture(page, 'manual/pictures/export.webp')
}

async function pictureCheck(page: Page): Promise<void> {
  await goTo(page, '/check')
  await page.getByRole('heading', { name: /^Is this/ }).waitFor()
  const alike = page.getByRole('region', { name: /^Most similar photos of boats/ })
  await alike.locator('img').first().waitFor()
  await takePicture(page, 'manual/pictures/check.webp')
}

async function pictureBackups(page: Page, client: Client): Promise<void> {
  await client.call('backup', {})
  await goTo(page, '/welcome/backups')
  await page.getByRole('list', { name: 'Backups' }).getByRole('listitem').first().waitFor()
  await takePicture(page, 'manual/pictures/backups.webp')
}
