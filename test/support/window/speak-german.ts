/** @file The window in the other language, chosen as a person does. */
import type { Page } from 'playwright-core'

export async function speakGerman(page: Page): Promise<void> {
  const here = await page.evaluate(() => window.location.hash)
  await page.getByRole('link', { name: 'Settings' }).click()
  await page.getByRole('radio', { name: 'Deutsch' }).check()
  await page.evaluate((hash) => (window.location.hash = hash), here)
}
