/** @file A window whose language is Chinese: nothing is left in English, and names are written with an input method. */
import path from 'node:path'
import type { CDPSession, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { i18n } from '../../renderer/i18n.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { openWindow, type WindowInTest } from '../support/window/open-window.ts'
import { pageIsReady } from '../support/window/review-page.ts'

/** Names of programs, formats and keys, which are the same in every language. */
const NAMES = new Set(
  (
    'Twinsort English Deutsch ONNX onnx CSV JSON Lines CLIP DINOv2 sha256 TensorFlow NVIDIA WebAssembly JavaScript softmax ' +
    'SupCon GAN MB KB GB Ctrl Shift Tab Esc Del F2'
  ).split(' '),
)

async function openInChinese(...[place, options]: Parameters<typeof openWindow>): Promise<WindowInTest> {
  const opened = await openWindow(place, options)
  await opened.page.evaluate(() => {
    localStorage.setItem('twinsort.settings', JSON.stringify({ theme: 'auto', language: 'zh' }))
  })
  await opened.page.reload()
  await opened.page.getByRole('navigation').getByText('分类').waitFor()
  return opened
}

/** Latin words that are shown, read out or told as a title; names of files, and of what `names` lists, are taken out. */
async function latinWords(page: Page, names: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const told = ['aria-label', 'title', 'placeholder', 'alt'].flatMap((name) =>
      [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name) ?? ''),
    )
    return [document.title, document.body.innerText, ...told]
  })
  const words = texts
    .map((text) => names.reduce((left, name) => left.replaceAll(name, ''), text))
    .flatMap((text) => text.match(/[A-Za-z]\w+/g) ?? [])
  return [...new Set(words)].filter((word) => !NAMES.has(word))
}

/** As an input method does it: the letters are composed, and then replaced by the characters. */
async function compose(keys: CDPSession, letters: string): Promise<void> {
  for (let typed = 1; typed <= letters.length; typed += 1) {
    const caret = { selectionStart: typed, selectionEnd: typed }
    await keys.send('Input.imeSetComposition', { text: letters.slice(0, typed), ...caret })
  }
}

const { places } = i18n.global.messages.value.zh

describe('in Chinese', () => {
  it('no view has a word of English, keeps anybody out, or is too wide', async () => {
    const { page, client, folder, photos, complaints } = await openInChinese('/welcome', {
      classes: 3,
      perClass: 8,
    })
    const drawn = [...new Set(photos.map((photo) => photo.class))]
    const names = [folder, ...photos.map(({ path: file }) => path.basename(file)), ...drawn, 'photos']
    const sorted = photos.filter((_, place) => place % 2 === 0)
    const chinese = ['圆形', '方块', '三角']
    await client.call('label', {
      items: sorted.map((photo) => ({ path: photo.path, class: chinese[drawn.indexOf(photo.class)] })),
    })
    expect(await page.locator('html').getAttribute('lang')).toBe('zh')
    await page.setViewportSize({ width: 640, height: 400 })
    for (const [place, name] of [
      ...[['welcome', places.welcome]],
      ...[['welcome/backups', places.backups]],
      ...[['welcome/backbone', places.backbone]],
      ...[['indexing', places.indexing]],
      ...[['review', places.review]],
      ...[['review/audit', places.audit]],
      ...[['library', places.library]],
      ...[['library/network', places.network]],
      ...[['training', places.training]],
      ...[['training/compare', places.compare]],
      ...[['insights', places.insights]],
      ...[['export', places.export]],
    ]) {
      await page.evaluate((hash) => (window.location.hash = hash), `/${place}`)
      await expect.poll(() => page.title()).toContain(name)
      await page.waitForLoadState('networkidle')
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      const problems = await accessibilityProblems(page)
      expect({ place, latin: await latinWords(page, names), problems, tooWide }).toEqual({
        ...{ place, latin: [], problems: [], tooWide: 0 },
      })
    }
    for (const dialog of ['快捷键', '设置']) {
      await page.getByRole('button', { name: dialog }).click()
      await page.getByRole('dialog', { name: dialog }).waitFor()
      expect(await latinWords(page, names)).toEqual([])
      await page.keyboard.press('Escape')
    }
    expect(complaints).toEqual([])
  })

  it('a name that is written with an input method is taken by the Enter after it, not by the one that ends it', async () => {
    const { page, client } = await openInChinese('/review')
    await pageIsReady(page)
    const keys = await page.context().newCDPSession(page)
    const enter = { key: 'Enter', windowsVirtualKeyCode: 13, type: 'rawKeyDown' } as const
    const classes = async () => (await client.call('status', {})).classes.map(({ name }) => name)

    await page.keyboard.press('F2')
    const field = page.getByRole('combobox', { name: /是$/ })
    await field.waitFor()
    await compose(keys, 'yuanxing')
    // The input method's own Enter, which the window hears all the same.
    await keys.send('Input.dispatchKeyEvent', enter)
    expect(await field.count()).toBe(1)
    expect(await field.inputValue()).toBe('yuanxing')
    await keys.send('Input.insertText', { text: '圆形' })
    await expect.poll(() => field.inputValue()).toBe('圆形')
    // As Safari tells the Enter that ended it, by the key code alone.
    await keys.send('Input.dispatchKeyEvent', { ...enter, windowsVirtualKeyCode: 229 })
    expect(await field.count()).toBe(1)
    expect(await classes()).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(classes).toEqual(['圆形'])
  })

  it('the field for the class of a photo in the library waits for the input method too', async () => {
    const { page, client } = await openInChinese('/library')
    await page.getByRole('gridcell').first().click()
    await page.getByRole('button', { name: '指定类别' }).click()
    const field = page.getByRole('combobox', { name: /类别$/ }).last()
    const keys = await page.context().newCDPSession(page)
    await compose(keys, 'fangkuai')
    await keys.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key: 'Escape',
      windowsVirtualKeyCode: 27,
    })
    await keys.send('Input.insertText', { text: '方块' })
    await expect.poll(() => field.inputValue()).toBe('方块')
    await page.keyboard.press('Enter')
    await expect
      .poll(async () => (await client.call('status', {})).classes)
      .toMatchObject([{ name: '方块', photos: 1 }])
  })
})
