/** @file What keeps people out of the window, as axe finds it. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** What axe finds that keeps people out: serious and critical violations, as sentences. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => window.axe.run())
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

declare global {
  interface Window {
    readonly axe: typeof axe
  }
}
