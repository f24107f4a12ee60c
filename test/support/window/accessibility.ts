/** @file What keeps people out of the window, as axe finds it. */
import axe from 'axe-core'
import type { Page } from 'playwright-core'

const MOST_LOOKS = 4

/** What axe finds that keeps people out: serious and critical violations, as sentences. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  // Anew each time: one that stayed told a colour of the theme before, in two of three runs.
  await page.evaluate(axe.source)
  await page.evaluate(whatMovesHasSettled)
  // What is in order is not told: that is nearly everything, and takes longer than to look for it.
  const violations = await page.evaluate(
    async () => (await window.axe.run({ resultTypes: ['violations'] })).violations,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
}

/** The same in the light and in the dark theme; the window must follow the system. */
export async function problemsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    let problems = await nextProblems(page)
    // A busy machine may still show a colour of the theme before; one that is wrong stays wrong.
    for (let look = 1; look < MOST_LOOKS && problems.length > 0; look += 1)
      problems = await nextProblems(page)
    found.push(...problems.map((problem) => `${colorScheme}: ${problem}`))
  }
  return found
}

/** Colours that change take effect with the next frame, even where they change at once. */
async function nextProblems(page: Page): Promise<string[]> {
  await page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
  return accessibilityProblems(page)
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
