/** @file The window in the other language, chosen as a person does. */
import type { Page } from 'playwright-core'

export async function speakGerman(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Deutsch' }).check()
  await page.keyboard.press('Escape')
}
