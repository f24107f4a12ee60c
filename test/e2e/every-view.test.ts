/** @file Every view in every language, light and dark: nobody is kept out, nothing is too wide or cut off, no word is left in English. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { i18n } from '../../renderer/i18n.ts'
import { Language } from '../../shared/languages.ts'
import { problemsInBothThemes } from '../support/window/accessibility.ts'
import { cutTexts } from '../support/window/cut-text.ts'
import { openWindow } from '../support/window/open-window.ts'

/** Names of programs, formats and keys, which are the same in every language. */
const NAMES = new Set(
  (
    'Twinsort English Deutsch ONNX onnx CSV JSON Lines CLIP DINOv2 sha256 TensorFlow NVIDIA WebAssembly JavaScript softmax ' +
    'SupCon GAN MIT MB KB kB GB Alt Ctrl Shift Tab Esc Del Home F2 F7 F8 F9 digiKam Lightroom PyTorch Hugging Face Excel LibreOffice ' +
    'Google Sheets pandas Python Runtime XMP GPS Ray Parquet darktable Immich'
  ).split(' '),
)

/** Words of English that German does not have. */
const ENGLISH = /\b(the|is|are|not|there|it|and|cannot|photos?|folder|file|nothing|already|yet|no|of|you)\b/gi

/** Name and address of each, so that a new view is looked at as well. */
async function views(): Promise<{ name: string; path: string }[]> {
  const source = await readFile('renderer/app/views.ts', 'utf8')
  const found = [...source.matchAll(/name: '(?<name>\w+)', path: '(?<path>[\w/]+)'/g)]
  expect(found.length).toBeGreaterThan(11)
  return found.map(({ groups = {} }) => ({ name: groups.name, path: groups.path }))
}

/** All that is shown, read out or told as a title, without these names. */
async function toldBy(page: Page, names: readonly string[]): Promise<string> {
  const texts = await page.evaluate(() => {
    const told = ['aria-label', 'title', 'placeholder', 'alt'].flatMap((name) =>
      [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? ''),
    )
    return [document.title, document.body.innerText, ...told]
  })
  return names.reduce((left, name) => left.replaceAll(name, ''), texts.join('\n'))
}

function foreignWords(language: Language, text: string): string[] {
  const found = {
    en: [],
    de: text.match(ENGLISH) ?? [],
    zh: text.match(/[A-Za-z]\w+/g) ?? [],
  }[language]
  return [...new Set(found)].filter((word) => !NAMES.has(word))
}

/** All that the window says in a language as it stands, without what is filled in. */
function wordsOf(said: unknown): string[] {
  if (typeof said === 'object' && said !== null) return Object.values(said).flatMap(wordsOf)
  return typeof said === 'string' ? said.split(' | ').filter((text) => !text.includes('{')) : []
}

/** The view has read what it shows: its words stay as they are. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  let before = ''
  const isSame = async (): Promise<boolean> => {
    const now = await page.locator('body').innerText()
    const same = now === before
    before = now
    return same
  }
  await expect.poll(isSame, { interval: 100 }).toBe(true)
}

/** Pixels by which the view is wider than a laptop at 200 %, and than a telephone. */
async function tooWide(page: Page): Promise<number[]> {
  const missing: number[] = []
  for (const width of [390, 640]) {
    await page.setViewportSize({ width, height: 400 })
    missing.push(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth))
  }
  return missing
}

interface Looked {
  view: string
  cut: string[]
  foreign: string[]
  problems: string[]
  wide: number[]
}
const whole = (view: string): Looked => ({ view, cut: [], foreign: [], problems: [], wide: [0, 0] })

it.each(Language.options)('every view is whole in %s', async (language) => {
  const { page, client, folder, photos, complaints } = await openWindow('/welcome', {
    classes: 3,
    perClass: 8,
  })
  const drawn = [...new Set(photos.map((photo) => photo.class))]
  const names = [
    folder,
    ...(folder.match(/\w+/g) ?? []), // a long path is shown without its middle
    ...photos.map(({ path: file }) => path.basename(file)),
    ...drawn,
    'photos-sorted',
    'photos',
    'library',
  ]
  const given = ['圆形', '方块', '三角']
  const items = photos
    .filter((_, place) => place % 2 === 0)
    .map((photo) => ({ path: photo.path, class: given[drawn.indexOf(photo.class)] }))
  await client.call('label', { items })
  // Else the views of groups and of the map begin with that, for as long as it takes.
  await client.call('group', {})
  await client.call('drawMap', {})
  await page.evaluate((chosen) => {
    localStorage.setItem('twinsort.settings', JSON.stringify({ theme: 'auto', language: chosen }))
  }, language)
  await page.reload()
  await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language)
  const said = i18n.global.messages.value[language]
  const { places, app } = said
  const words = new Set(wordsOf(said))
  const titles = new Map(Object.entries(places))
  const faults: Looked[] = []
  for (const view of await views()) {
    await page.evaluate((hash) => (window.location.hash = hash), view.path)
    await expect.poll(() => page.title()).toContain(titles.get(view.name))
    await settled(page)
    const cut = await cutTexts(page, words)
    const wide = await tooWide(page)
    const problems = await problemsInBothThemes(page)
    const foreign = foreignWords(language, await toldBy(page, names))
    const found: Looked = { view: view.name, cut, foreign, problems, wide }
    if (JSON.stringify(found) !== JSON.stringify(whole(view.name))) faults.push(found)
  }
  expect(faults).toEqual([])
  await page.getByRole('button', { name: app.keys }).click()
  await page.getByRole('dialog', { name: app.keys }).waitFor()
  expect(foreignWords(language, await toldBy(page, names))).toEqual([])
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
})
