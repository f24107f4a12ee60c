import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeExport } from '../../main/model/onnx/exported-file.ts'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow } from '../support/window/open-window.ts'
import { speakGerman } from '../support/window/speak-german.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'

/** Instead of what the pictures show: a tree. */
const CALLED = ['animals/duck', 'animals/hen', 'plants']

/** Two of each class. */
async function labelSome(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const items = photos
    .filter(
      (photo, index) => photos.slice(0, index).filter((other) => other.class === photo.class).length < 2,
    )
    .map(({ path: file, class: name }) => ({ path: file, class: name }))
  await client.call('label', { items })
}

describe('export', () => {
  it('foretells what folders it would write, writes them, and finds them there the next time', async () => {
    const { page, folder, photos } = await openWindow('/export', { prepare: labelSome })
    const out = path.join(folder, 'sorted')
    await page.getByRole('textbox', { name: 'Into which folder' }).fill(out)
    await page.keyboard.press('Tab')
    await page.getByText('Would write 4 photos').waitFor()
    await expect(readdir(out)).rejects.toThrow()
    const preview = page.getByRole('region', { name: 'What would be written' })
    await preview.getByRole('list', { name: 'Folders' }).getByText('2 photos').first().waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 photos written').waitFor()
    const classes = [...new Set(photos.map((photo) => photo.class))]
    const manifest = '.twinsort-export.jsonl'
    expect((await readdir(out)).sort()).toEqual([manifest, ...classes.sort()])
    for (const name of classes) expect(await readdir(path.join(out, name))).toHaveLength(2)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 are there already').waitFor()

    await page.getByRole('radio', { name: 'Own parts' }).check()
    for (const [part, percent] of [
      ['Training', '50'],
      ['Validation', '0'],
      ['Test', '50'],
    ])
      await page.getByRole('spinbutton', { name: part }).fill(percent)
    await preview.getByText('2 to train on, 0 to choose by (validation), 2 to judge by (test)').waitFor()
    await preview.getByRole('list', { name: 'Folders' }).getByText(`test/${classes[0]}`).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 files of an earlier export moved').waitFor()
    expect((await readdir(out)).sort()).toEqual([manifest, 'test', 'train'])
  })

  it('moves the photos themselves, with a warning, and puts them back', async () => {
    const { page, client, folder, photos } = await openWindow('/export', { prepare: labelSome })
    const out = path.join(folder, 'sorted')
    // Of copies only; of the photos themselves nothing is taken out.
    const withoutPlace = page.getByRole('checkbox', { name: 'Without the place where photos were taken' })
    await withoutPlace.check()
    await page.getByRole('radio', { name: 'The photos themselves' }).check()
    await withoutPlace.waitFor({ state: 'detached' })
    await page.getByText('Your photos leave their folders, and no copy is made.').waitFor()
    await page.getByRole('textbox', { name: 'Into which folder' }).fill(out)
    await page.keyboard.press('Tab')
    await page.getByText('Would move 4 photos').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    await page.getByText('4 photos moved').waitFor()
    const [first] = photos
    expect(await readdir(path.join(out, first.class))).toHaveLength(2)
    await expect(readFile(first.path)).rejects.toThrow()
    const paths = async () => {
      const { ids } = await client.call('photos', {})
      const details = await Promise.all([...ids].map((id) => client.call('photo', { id })))
      return details.flatMap((photo) => photo.paths)
    }
    expect((await paths()).filter((file) => file.startsWith(out))).toHaveLength(4)

    const moves = page.getByRole('region', { name: 'Photos that were moved' })
    await moves.getByRole('button', { name: 'Put back what was moved to sorted' }).click()
    const dialog = page.getByRole('dialog', { name: 'Put 4 photos back where they were?' })
    await dialog.waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Put back' }).click()
    await page.getByText('4 photos were put back').waitFor()
    await moves.waitFor({ state: 'detached' })
    expect(await readFile(first.path)).not.toHaveLength(0)
    expect((await paths()).sort()).toEqual(photos.map((photo) => photo.path).sort())
    expect((await client.call('status', {})).labelled).toBe(4)
  })

  it('writes chosen classes under names of a pattern, into a folder that is made in its dialog', async () => {
    const { page, folder, photos } = await openWindow('/export', {
      classes: 3,
      prepare: async (client, drawn) => {
        const called = new Map(
          [...new Set(drawn.map((each) => each.class))].map((name, at) => [name, CALLED[at]]),
        )
        const items = drawn.map((each) => ({ path: each.path, class: called.get(each.class) ?? '' }))
        await client.call('label', { items })
      },
    })
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    const dialog = page.getByRole('dialog', { name: 'Choose a folder' })
    await dialog.getByLabel('Path of the folder').fill(folder)
    await page.keyboard.press('Enter')
    await dialog.getByRole('option', { name: 'photos' }).waitFor()
    await dialog.getByRole('button', { name: 'New folder' }).click()
    const name = dialog.getByRole('textbox', { name: 'Name of the new folder' })
    for (const [wrong, why] of [
      ['a/b', 'A name cannot hold the character /.'],
      ['photos', 'photos is there already'],
    ] as const) {
      await name.fill(wrong)
      await page.keyboard.press('Enter')
      await dialog.getByRole('alert').filter({ hasText: why }).waitFor()
    }
    expect(await accessibilityProblems(page)).toEqual([])
    await name.fill('For the club')
    await page.keyboard.press('Enter')
    const club = path.join(folder, 'For the club')
    await expect.poll(() => dialog.getByLabel('Path of the folder').inputValue()).toBe(club)
    await dialog.getByRole('button', { name: 'Choose this folder' }).click()
    const out = path.join(club, 'photos-sorted')
    expect(await page.getByRole('textbox', { name: 'Into which folder' }).inputValue()).toBe(out)
    await page.getByText('Would write 18 photos').waitFor()

    await page.getByRole('radio', { name: 'Only some' }).check()
    const classes = page.getByRole('list', { name: 'Which classes' })
    await classes.getByRole('checkbox', { name: 'plants' }).uncheck()
    await classes.getByRole('checkbox', { name: 'hen' }).uncheck()
    await page.getByText('1 of 3 classes, 6 photos').waitFor()
    const animals = classes.getByRole('checkbox', { name: 'animals' })
    expect(await animals.evaluate((box: HTMLInputElement) => box.indeterminate)).toBe(true)
    const preview = page.getByRole('region', { name: 'What would be written' })
    await preview.getByText('Would write 6 photos').waitFor()

    await page.getByRole('radio', { name: 'By a pattern' }).check()
    const pattern = page.getByRole('textbox', { name: 'Pattern' })
    await pattern.fill('{day}')
    await page.getByText('has no part {day}').waitFor()
    expect(await pattern.getAttribute('aria-invalid')).toBe('true')
    await pattern.fill('')
    const parts = page.getByRole('group', { name: 'Parts to insert' })
    await parts.getByRole('button', { name: 'Class' }).click()
    await page.keyboard.type(' - ')
    await parts.getByRole('button', { name: 'Number' }).click()
    expect(await pattern.inputValue()).toBe('{class} - {number}')
    await page.getByText(/^Example: animals-duck - 001\.jpg$/).waitFor()
    await preview.getByText('animals-duck - 001.jpg').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByRole('region', { name: 'What was written' }).getByText('6 photos written').waitFor()
    expect(await readdir(path.join(out, 'animals%2Fduck'))).toEqual(
      [1, 2, 3, 4, 5, 6].map((number) => `animals-duck - 00${number}.jpg`),
    )
    expect((await readdir(out)).filter((each) => !each.startsWith('.'))).toEqual(['animals%2Fduck'])
    await page.getByRole('button', { name: 'Copy the path' }).waitFor()
    await page.getByRole('button', { name: 'Choose none' }).click()
    await page.getByText('No class is chosen').waitFor()
    expect(await page.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true)
    expect(photos).toHaveLength(18)
  })

  it('says which files of an earlier export would move and go, and which have, in both languages', async () => {
    const { page, client, folder, photos } = await openWindow('/export', { prepare: labelSome })
    const out = path.join(folder, 'sorted')
    await page.getByRole('textbox', { name: 'Into which folder' }).fill(out)
    await page.keyboard.press('Tab')
    const start = page.getByRole('button', { name: 'Export', exact: true })
    await page.getByText('Would write 4 photos').waitFor()
    await start.click()
    await page.getByText('4 photos written').waitFor()

    const [moving] = photos
    const other = photos.find((photo) => photo.class !== moving.class)?.class ?? ''
    const { ids } = await client.call('photos', {})
    const details = await Promise.all(Array.from(ids, (id) => client.call('photo', { id })))
    const idOf = (file: string) => ids[details.findIndex(({ paths }) => paths.includes(file))]
    const going = photos[1].path
    await client.call('relabel', { ids: [idOf(moving.path)], class: other })
    await client.call('relabel', { ids: [idOf(going)], class: null })

    const name = path.basename(moving.path)
    const way = `${path.join(out, moving.class, name)} → ${path.join(out, other, name)}`
    const preview = page.getByRole('region', { name: 'What would be written' })
    // Each change is looked at anew, which closes the lists: both are there when the second one is.
    await preview.getByText('1 file of an earlier export would be removed').waitFor()
    await preview.getByText('1 file of an earlier export would move to another folder.').click()
    await preview.getByText(way).waitFor()
    await preview.getByText('1 file of an earlier export would be removed').click()
    await preview.getByText(path.join(out, photos[1].class, path.basename(going)), { exact: true }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    await start.click()
    const result = page.getByRole('region', { name: 'What was written' })
    await result.getByText('1 file of an earlier export moved to another folder.').click()
    await result.getByText(way).waitFor()
    await speakGerman(page)
    const written = page.getByRole('region', { name: 'Was geschrieben wurde' })
    await written.getByText('1 Datei eines früheren Exports ist jetzt in einem anderen Ordner.').waitFor()
    await written.getByText('1 Datei eines früheren Exports wurde entfernt').waitFor()
  })

  it('leaves a place that was typed before the suggested one was known', async () => {
    const { page, folder } = await openWindow('/export', { prepare: labelSome })
    const asked = Promise.withResolvers<() => void>()
    const answered = Promise.withResolvers<undefined>()
    await page.routeWebSocket(/^ws/, (socket) => {
      const engine = socket.connectToServer()
      socket.onMessage((message) => {
        const send = () => {
          engine.send(message)
        }
        if (message.includes('browse')) asked.resolve(send)
        else send()
      })
      engine.onMessage((message) => {
        socket.send(message)
        if (message.includes('places')) answered.resolve(undefined)
      })
    })
    await page.reload()
    const askNow = await asked.promise
    const field = page.getByRole('textbox', { name: 'Into which folder' })
    const out = path.join(folder, 'sorted')
    await field.fill(out)
    askNow()
    await answered.promise
    await page.keyboard.press('Tab')
    await page.getByText('Would write 4 photos').waitFor()
    expect(await field.inputValue()).toBe(out)
  })

  it('writes a table with suggestions, but never over a file that is not its own', async () => {
    const { page, folder } = await openWindow('/export', { prepare: labelSome })
    const notes = path.join(folder, 'notes.csv')
    await writeFile(notes, 'what I must not forget\n')
    await page.getByRole('radio', { name: /^Table/ }).check()
    const field = page.getByRole('textbox', { name: 'Into which file' })
    await field.fill(notes)
    await page.keyboard.press('Tab')
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true')
    await page.getByRole('alert').filter({ hasText: 'notes.csv' }).waitFor()
    expect(await readFile(notes, 'utf8')).toBe('what I must not forget\n')

    const table = path.join(folder, 'sorted.csv')
    await field.fill(table)
    await page.keyboard.press('Tab')
    // What will stand in it is seen before: its header, and the first of the four rows.
    const sample = page.getByRole('region', { name: 'First rows' })
    await sample.getByRole('columnheader', { name: 'probability' }).waitFor()
    expect(await sample.getByRole('row').count()).toBe(4)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('checkbox', { name: 'Also photos that you have not confirmed' }).check()
    await page.getByRole('slider').fill('0.5')
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText(/\d+ photos written/).waitFor()
    const rows = (await readFile(table, 'utf8')).trim().split('\n').slice(1)
    expect(rows.filter((row) => row.includes(',confirmed,'))).toHaveLength(4)
    expect(rows.some((row) => row.includes(',suggested,'))).toBe(true)
  })

  it('writes the history as JSON lines, which another library takes over, but never over another file', async () => {
    const { page, client, folder } = await openWindow('/export', { prepare: labelSome })
    await page.getByText('More: the history as a file').click()
    const part = page.getByRole('form', { name: 'The history as a file' })
    const field = part.getByRole('textbox', { name: 'File of the history' })
    await expect.poll(() => field.inputValue()).toMatch(/photos-history\.jsonl$/)
    const letter = path.join(folder, 'letter.jsonl')
    await writeFile(letter, 'Dear grandmother\n')
    await field.fill(letter)
    const write = part.getByRole('button', { name: 'Write the history' })
    await write.focus()
    await page.keyboard.press('Enter')
    await part.getByRole('alert').filter({ hasText: 'letter.jsonl' }).waitFor()
    expect(await readFile(letter, 'utf8')).toBe('Dear grandmother\n')
    expect(await accessibilityProblems(page)).toEqual([])

    await client.call('undo', {})
    const out = path.join(folder, 'elsewhere', 'history.jsonl')
    await field.fill(out)
    await write.click()
    await part.getByText('2 entries written').waitFor()
    await part.getByText(out).waitFor()
    const [head, first, second, ...rest] = (await readFile(out, 'utf8')).trim().split('\n')
    expect(JSON.parse(head)).toMatchObject({ twinsort: 'history', decisions: 2 })
    expect(JSON.parse(first)).toMatchObject({ kind: 'label' })
    expect(JSON.parse(second)).toMatchObject({ kind: 'undo' })
    expect(rest).toEqual([])
    expect(await accessibilityProblems(page)).toEqual([])

    await client.call('redo', {})
    await write.click()
    await part.getByText('3 entries written').waitFor()
    await client.call('open', { name: 'Other' })
    await client.call('index', { folders: [path.join(folder, 'photos')] })
    expect(await client.call('importHistory', { file: out })).toMatchObject({ labelled: 4, conflicts: [] })
    await page.getByText('More: the history as a file').click()
    await expect.poll(() => field.inputValue()).toMatch(/-history\.jsonl$/)
  })

  it('writes a set for FiftyOne beside what was sorted before, as copies also where photos themselves would have moved', async () => {
    const { page, folder, photos } = await openWindow('/export', { prepare: labelSome })
    const out = path.join(folder, 'set')
    await page.getByRole('radio', { name: 'The photos themselves' }).check()
    await page.getByText('More forms').click()
    await page.getByRole('radio', { name: /FiftyOne/ }).check()
    const target = page.getByRole('textbox', { name: 'Into which folder' })
    await expect.poll(() => target.inputValue()).toMatch(/-sorted\.fiftyone$/)
    expect(await page.getByRole('radio', { name: 'Copies', exact: true }).isChecked()).toBe(true)
    expect(await page.getByRole('radio', { name: 'The photos themselves' }).count()).toBe(0)
    expect(await page.getByText('Also a table of the photos').count()).toBe(0)
    await target.fill(out)
    await page.keyboard.press('Tab')
    await page.getByText('Would write 4 photos').waitFor()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 photos written').waitFor()
    expect(await readdir(path.join(out, 'data'))).toHaveLength(4)
    const classes = [...new Set(photos.map((photo) => photo.class))].sort()
    expect(JSON.parse(await readFile(path.join(out, 'labels.json'), 'utf8'))).toMatchObject({ classes })
    await page.getByRole('radio', { name: /^Folders by class/ }).check()
    expect(await page.getByRole('radio', { name: 'The photos themselves' }).isChecked()).toBe(true)
    await expect.poll(() => target.inputValue()).toBe(out)
  })

  it('writes the trained network of the version that is chosen, and says what is in it', async () => {
    const opened = await openWindow('/export', { perClass: 8, prepare: labelSome })
    const { page, client, folder, photos } = opened
    await page.getByText('More forms').click()
    await page.getByRole('radio', { name: /^Trained network/ }).check()
    await page.getByText('Nothing is trained yet').waitFor()
    const start = page.getByRole('button', { name: 'Export', exact: true })
    expect(await start.isDisabled()).toBe(true)
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'To training' }).click()
    await page.getByRole('heading', { name: 'Training' }).waitFor()
    await trainTwice(client, photos)

    await page.getByRole('link', { name: 'Export' }).click()
    const version = page.getByRole('combobox', { name: 'Which version' })
    expect(await version.locator('option:checked').innerText()).toMatch(/^Version 2 \(in use\)/)
    await page.getByText('Would write the network of version 2').waitFor()
    const out = path.join(folder, 'mine.onnx')
    await page.getByRole('textbox', { name: 'Into which file' }).fill(out)
    await version.selectOption({ index: 1 })
    const preview = page.getByRole('region', { name: 'What would be written' })
    await preview.getByText('Would write the network of version 1').waitFor()
    await preview.getByText('224 × 224 pixels').waitFor()
    for (const name of new Set(photos.map((photo) => photo.class))) await preview.getByText(name).waitFor()
    await preview
      .getByText(/^The file answers for the trained network alone\..* a weight of [\d.]+ %\.$/)
      .waitFor()
    await preview.getByText(/^On photos that it had not seen, the network alone was right for/).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await expect(readFile(out)).rejects.toThrow('ENOENT')

    await start.click()
    const result = page.getByRole('region', { name: 'What was written' })
    await result.getByText('The network of version 1 is written').waitFor()
    await result.getByText(out).waitFor()
    const { description } = decodeExport(await readFile(out))
    expect(description.head).toMatchObject({ id: 1 })
    expect([...description.classes].sort()).toEqual([...new Set(photos.map((each) => each.class))].sort())
    expect(await accessibilityProblems(page)).toEqual([])

    await page.getByRole('radio', { name: /^Job for a Ray cluster/ }).check()
    const job = path.join(folder, 'job')
    await page.getByRole('textbox', { name: 'Into which folder' }).fill(job)
    await page.keyboard.press('Tab')
    await preview.getByText(/^The program reads pictures from a folder, s3/).waitFor()
    await expect(readdir(job)).rejects.toThrow('ENOENT')
    expect(await accessibilityProblems(page)).toEqual([])
    await start.click()
    await result.getByText('The network of version 1 is written').waitFor()
    expect(await readdir(job)).toEqual(expect.arrayContaining(['README.md', 'network.onnx', 'run.py']))
  }, 180_000)

  it('writes keywords beside the photos, as it said, and takes them out again', async () => {
    const { page, client, photos } = await openWindow('/export', { prepare: labelSome })
    await page.getByRole('radio', { name: /^Keywords/ }).check()
    await page.getByText('Would write 4 photos').waitFor()
    await page.getByText('4 new XMP files beside photos.').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await page.getByRole('textbox', { name: 'Into which' }).count()).toBe(0)
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 photos written').waitFor()
    const [first] = photos
    expect(await readFile(`${first.path}.xmp`, 'utf8')).toContain(`<rdf:li>${first.class}</rdf:li>`)
    expect(await page.getByRole('button', { name: 'Export', exact: true }).isDisabled()).toBe(true)
    const { ids } = await client.call('photos', {})
    await client.call('relabel', { ids: [...ids], class: null })
    await page.getByText('4 files lose keywords that Twinsort wrote').waitFor()
    await page.getByRole('button', { name: 'Export', exact: true }).click()
    await page.getByText('4 photos written').waitFor()
    await expect(readFile(`${first.path}.xmp`)).rejects.toThrow()
  })
})

async function trainTwice(client: Client, photos: DrawnPhoto[]): Promise<void> {
  await client.call('label', {
    items: photos.map(({ path: file, class: name }) => ({ path: file, class: name })),
  })
  for (const seed of [1, 2]) {
    const { head } = await client.call('train', { epochs: 1, backend: 'wasm', seed })
    await client.call('promote', { head })
  }
}
