/** @file Chooses a network file in the window's own dialog. */
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { accessibilityProblems } from './accessibility.ts'

/** @param button The name of the button that opens the dialog; `folder` is absolute and holds `file`. */
export async function chooseNetwork(
  page: Page,
  { button, folder, file }: { button: string; folder: string; file: string },
): Promise<void> {
  await page.getByRole('button', { name: button }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a network' })
  await dialog.getByRole('textbox', { name: 'Path of the folder' }).fill(folder)
  await page.keyboard.press('Enter')
  await dialog.getByRole('option', { name: file }).click()
  expect(await accessibilityProblems(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Choose this file' }).click()
}
