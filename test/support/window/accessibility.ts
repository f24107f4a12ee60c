/** @file What keeps people out of the window, as axe finds it. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * Axe stays in the page, and its first looks after a change of the theme may tell text of the one before on the background of
 * the new one (7 of 150 did, the third look at the latest none). A colour that is wrong stays wrong.
 */
const MOST_LOOKS = 8
/** Those of axe's rules that go by colours: all that a theme changes. */
const RULES_OF_COLOURS = ['color-contrast', 'link-in-text-block']

/** Half as long as what `axe-core` exports; a browser takes as long to read it as axe takes to look at a page. */
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds that keeps people out: serious and critical violations, as sentences.
 * @param rules those that count; without them all of axe's usual ones
 */
export async function accessibilityProblems(page: Page, rules?: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  await page.evaluate(whatMovesHasSettled)
  // What is in order is not told: that is nearly everything, and takes longer than to look for it.
  const violations = await page.evaluate(async (rules) => {
    const only = rules === undefined ? {} : { runOnly: { type: 'rule' as const, values: rules } }
    return (await window.axe.run({ resultTypes: ['violations'], ...only })).violations
  }, rules)
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

/** The same in the light and in the dark theme; the window must follow the system. */
export async function problemsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const rules = colorScheme === 'dark' ? RULES_OF_COLOURS : undefined
    let problems = await nextProblems(page, rules)
    for (let look = 1; look < MOST_LOOKS && problems.length > 0; look += 1)
      problems = await nextProblems(page, rules)
    found.push(...problems.map((problem) => `${colorScheme}: ${problem}`))
  }
  return found
}

/** Colours that change take effect with the next frame, even where they change at once. */
async function nextProblems(page: Page, rules: string[] | undefined): Promise<string[]> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
  return accessibilityProblems(page, rules)
}

/** What fades in is too pale for a moment: that is not what a person reads. What moves for ever is not waited for. */
async function whatMovesHasSettled(): Promise<void> {
  const ending = document.getAnimations().filter(({ effect, playState }) => {
    return playState === 'running' && effect?.getComputedTiming().iterations !== Infinity
  })
  // One that is taken away is rejected, and gone as well.
  await Promise.allSettled(ending.map(({ finished }) => finished))
}

declare global {
  interface Window {
    readonly axe: typeof axe
  }
}
