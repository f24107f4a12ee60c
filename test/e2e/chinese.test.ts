/** @file A window whose language is Chinese: names are written with an input method. */
import type { CDPSession } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { openWindow, type WindowInTest } from '../support/window/open-window.ts'
import { pageIsReady } from '../support/window/review-page.ts'

async function openInChinese(...[place, options]: Parameters<typeof openWindow>): Promise<WindowInTest> {
  const opened = await openWindow(place, options)
  await opened.page.evaluate(() => {
    localStorage.setItem('twinsort.settings', JSON.stringify({ theme: 'auto', language: 'zh' }))
  })
  await opened.page.reload()
  await opened.page.getByRole('navigation').getByText('分类').waitFor()
  return opened
}

/** As an input method does it: the letters are composed, and then replaced by the characters. */
async function compose(keys: CDPSession, letters: string): Promise<void> {
  for (let typed = 1; typed <= letters.length; typed += 1) {
    const caret = { selectionStart: typed, selectionEnd: typed }
    await keys.send('Input.imeSetComposition', { text: letters.slice(0, typed), ...caret })
  }
}

describe('in Chinese', () => {
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
