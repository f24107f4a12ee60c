/** @file A folder that starts from a network which another library has trained. */
import { copyFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { chooseNetwork } from '../support/window/choose-network.ts'
import { openWindow } from '../support/window/open-window.ts'
import { drawLibrary, type DrawnPhoto } from '../support/photos/pictures.ts'

const baseFolder = (photos: DrawnPhoto[]) => path.resolve(photos[0].path, '../../..')

/** Sorts, trains and exports in one library, and opens another with photos of its own, none of them sorted. */
async function trainElsewhere(client: Client, photos: DrawnPhoto[]): Promise<void> {
  const base = baseFolder(photos)
  await client.call('label', { items: photos.map((photo) => ({ path: photo.path, class: photo.class })) })
  await client.call('train', { epochs: 2, backend: 'wasm', pyramid: false })
  await client.call('export', { format: 'onnx', out: path.join(base, 'networks', 'mine.onnx') })
  await copyFile(
    path.resolve('resources/backbones/efficientnet-lite0-int8.onnx'),
    path.join(base, 'networks', 'foreign.onnx'),
  )
  await client.call('open', { name: 'Others' })
  await drawLibrary(path.join(base, 'others'), { classes: 2, perClass: 5, seed: 9 })
  await client.call('index', { folders: [path.join(base, 'others')], backbone: 'efficientnet-lite0-int8' })
}

const classesIn = async (client: Client) =>
  Object.fromEntries((await client.call('status', {})).classes.map(({ name, photos }) => [name, photos]))

describe('a network from elsewhere', () => {
  it('suggests classes, which are confirmed as a whole and taken back as a whole', async () => {
    const opened = await openWindow('/library', { perClass: 8, prepare: trainElsewhere })
    const { page, client, photos } = opened
    const networks = path.join(baseFolder(photos), 'networks')
    const [first, second] = [...new Set(photos.map((photo) => photo.class))]
    await page.getByRole('link', { name: 'Start from class names…' }).click()
    await page.getByRole('heading', { name: 'Have you sorted such photos before?' }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    await chooseNetwork(page, { button: 'Choose the network…', folder: networks, file: 'foreign.onnx' })
    const alert = page.getByRole('alert').filter({ hasText: 'foreign.onnx cannot be used' })
    await alert.getByText('not exported by Twinsort').waitFor()
    await chooseNetwork(page, { button: 'Choose the network…', folder: networks, file: 'mine.onnx' })
    await page.getByRole('slider', { name: 'At least 80% sure' }).fill('0.5')
    const classes = page.getByRole('list', { name: 'Suggested classes' }).getByRole('button')
    await expect.poll(() => classes.filter({ hasText: '5 photos' }).count()).toBe(2)
    await classes.filter({ hasText: second }).waitFor()
    expect(await alert.count()).toBe(0)

    await classes.filter({ hasText: first }).click()
    await page.getByRole('heading', { name: `Are these all ${first}?` }).waitFor()
    const leaveOut = page.getByRole('button', { name: /^Leave out photo 1:/ })
    await leaveOut.click()
    expect(await leaveOut.getAttribute('aria-pressed')).toBe('true')
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: `Yes, these 4 are ${first}` }).click()
    await page.getByText(`4 photos are now ${first}`).waitFor()
    expect(await classesIn(client)).toEqual({ [first]: 4 })
    await classes.filter({ hasText: '1 photo' }).waitFor()
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => classes.filter({ hasText: '5 photos' }).count()).toBe(2)
    expect(await classesIn(client)).toEqual({})
    await classes.filter({ hasText: first }).click()
    await leaveOut.click() // what was left out is so until it is taken back in

    for (const name of [first, second]) {
      await classes.filter({ hasText: name }).click()
      await page.getByRole('button', { name: `Yes, these 5 are ${name}` }).click()
    }
    await page.getByRole('heading', { name: 'Nothing more is suggested' }).waitFor()
    expect(await classesIn(client)).toEqual({ [first]: 5, [second]: 5 })
    await page.getByRole('main').getByRole('button', { name: 'Continue sorting' }).last().click()
    await page.getByRole('heading', { name: 'Every photo has a class' }).waitFor()
  }, 180_000)

  it('waits for photos where there are none', async () => {
    const { page, client } = await openWindow('/library/network', { perClass: 1 })
    await page.getByRole('button', { name: 'Choose the network…' }).waitFor()
    await client.call('open', { name: 'Empty' })
    await page.getByText('Choose a folder of photos first').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await page.getByRole('button', { name: 'Choose a folder' }).click()
    await page.getByRole('heading', { name: 'Libraries', exact: true }).waitFor()
  })
})
