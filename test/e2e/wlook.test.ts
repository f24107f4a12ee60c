import { it } from 'vitest'
import { openWindow } from '../support/open-window.ts'
it('looks', async () => {
  const { page, client, photos } = await openWindow('/training', { classes: 4, perClass: 12, prepare: async (client, photos) => {
    await client.call('label', { items: photos.map(({ path, class: name }, i) => ({ path, class: i % 7 === 3 ? photos[(i + 13) % photos.length].class : name })) })
    await client.call('train', { epochs: 4, seed: 1 })
  } })
  await page.getByRole('heading', { name: 'Who is taken for whom' }).waitFor({ timeout: 60_000 })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width: 1280, height: 2000 })
    await page.screenshot({ path: `/tmp/W-train-${colorScheme}.png` })
  }
  await page.setViewportSize({ width: 640, height: 2600 })
  await page.screenshot({ path: `/tmp/W-train-narrow.png` })
}, 180_000)
