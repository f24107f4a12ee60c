/** @file How photos are compared: the network in use, a second one beside it, and a network of the person's own. */
import { mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../shared/client.ts'
import { accessibilityProblems } from '../support/window/accessibility.ts'
import { chooseNetwork } from '../support/window/choose-network.ts'
import { describeInt8Cases } from '../support/run/int8-cases.ts'
import { networkInUse } from '../support/window/network-in-use.ts'
import { openWindow } from '../support/window/open-window.ts'
import type { DrawnPhoto } from '../support/photos/pictures.ts'
import { encoder } from '../support/training/small-encoder.ts'

async function labelAll(client: Client, photos: DrawnPhoto[]): Promise<void> {
  await client.call('label', { items: photos.map((photo) => ({ path: photo.path, class: photo.class })) })
}
const backbonesInUse = async (client: Client) => {
  const { backbone, secondBackbone } = await client.call('status', {})
  return { backbone, secondBackbone }
}

describe('which network is in use', () => {
  it('tries a network of one’s own on the labels, and changes only what is asked for', async () => {
    const { page, client, folder } = await openWindow('/welcome', { prepare: labelAll })
    const networks = path.join(folder, 'networks')
    await mkdir(networks)
    await writeFile(path.join(networks, 'broken.onnx'), 'no network at all')
    await writeFile(path.join(networks, 'encoder.onnx'), encoder())
    await page.getByRole('button', { name: 'How photos are compared…' }).click()
    await page.getByRole('heading', { name: 'How photos are compared' }).waitFor()
    const active = page.getByRole('listitem').filter({ hasText: 'in use' })
    await active.getByText('Small built-in network').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])

    await chooseNetwork(page, { button: 'Choose a network…', folder: networks, file: 'broken.onnx' })
    const alert = page.getByRole('alert').filter({ hasText: 'broken.onnx cannot be used' })
    await alert.getByText('no ONNX model').waitFor()
    await chooseNetwork(page, { button: 'Choose a network…', folder: networks, file: 'encoder.onnx' })
    const own = page.getByRole('region', { name: 'Your own network' })
    await own.getByText('3 numbers a photo').waitFor()
    expect(await alert.count()).toBe(0)
    const before = { backbone: networkInUse('efficientnet-lite0-int8'), secondBackbone: null }

    const tryIt = own.getByRole('button', { name: 'Try it on 12 photos' })
    await tryIt.click()
    const result = own.getByRole('region', { name: /^It is (not )?better on your labels$/ })
    await result.getByText('the same 12 labelled photos').waitFor()
    await result.getByRole('row', { name: /^encoder new \d+(\.\d)?% / }).waitFor()
    await result.getByRole('row', { name: /^Small built-in network in use \d+(\.\d)?% / }).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    expect(await backbonesInUse(client)).toEqual(before)
    await result.getByRole('button', { name: 'Keep the present one' }).click()
    await own.getByRole('button', { name: 'Choose a network…' }).waitFor()
    expect(await backbonesInUse(client)).toEqual(before)

    await chooseNetwork(page, { button: 'Choose a network…', folder: networks, file: 'encoder.onnx' })
    await tryIt.click()
    await result.getByRole('button', { name: 'Use the new one' }).click()
    await active.getByText('encoder').waitFor()
    expect(await backbonesInUse(client)).toEqual({ ...before, backbone: 'own:encoder' })
    await page.getByRole('button', { name: 'Use this one: Small built-in network' }).click()
    await active.getByText('Small built-in network').waitFor()
    expect(await backbonesInUse(client)).toEqual(before)
  }, 240_000)

  it('says so where photos are out of reach: nothing can be compared, and what is asked for is not in use', async () => {
    const { page, client, folder } = await openWindow('/welcome/backbone', { prepare: labelAll })
    const networks = path.join(folder, 'networks')
    await mkdir(networks)
    await writeFile(path.join(networks, 'encoder.onnx'), encoder())
    await rename(path.join(folder, 'photos'), path.join(folder, 'away'))
    await page.getByRole('button', { name: 'Use this one: Large built-in network' }).click()
    const notUsed = page.getByRole('alert').filter({ hasText: 'is not in use yet' })
    await notUsed.getByText('Large built-in network is not in use yet').waitFor()
    await notUsed.getByText('12 photos cannot be read at the moment').waitFor()
    await notUsed.getByText(path.join(folder, 'photos')).waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await chooseNetwork(page, { button: 'Choose a network…', folder: networks, file: 'encoder.onnx' })
    const own = page.getByRole('region', { name: 'Your own network' })
    await own.getByRole('button', { name: 'Try it on 12 photos' }).click()
    const result = own.getByRole('region', { name: /^Some photos cannot be read at the moment/ })
    await result.getByRole('button', { name: 'Use the new one' }).click()
    await own.getByText('encoder is not in use yet').waitFor()
    const before = { backbone: networkInUse('efficientnet-lite0-int8'), secondBackbone: null }
    expect(await backbonesInUse(client)).toEqual(before)
  }, 120_000)
})

// Whoever asks for an int8 network gets its twin where int8 is wrong: both answers are in this, and the rest is the same in both.
describeInt8Cases('a network for each photo, and a second one', () => {
  it('has a second network look at each photo, and gives it up again', async () => {
    const { page, client } = await openWindow('/welcome/backbone')
    const second = page.getByRole('switch', { name: 'Also use a second network' })
    await page.getByText('about a tenth less').waitFor()
    const active = page.getByRole('listitem').filter({ hasText: 'in use' })
    await active.getByText('Small built-in network').waitFor()
    await second.click()
    await expect.poll(() => second.isChecked(), { timeout: 60_000 }).toBe(true)
    expect(await backbonesInUse(client)).toEqual({
      backbone: networkInUse('efficientnet-lite0-int8'),
      secondBackbone: networkInUse('efficientnet-lite2-int8'),
    })
    expect(await accessibilityProblems(page)).toEqual([])
    await second.click()
    await expect.poll(() => second.isChecked(), { timeout: 60_000 }).toBe(false)
    expect((await backbonesInUse(client)).secondBackbone).toBeNull()
  }, 120_000)
})

describe('how photos are compared', () => {
  it('says of a second one that it does not count yet, and why', async () => {
    const { page, client, folder } = await openWindow('/welcome/backbone')
    await rename(path.join(folder, 'photos'), path.join(folder, 'away'))
    const second = page.getByRole('switch', { name: 'Also use a second network' })
    await second.click()
    const alert = page
      .getByRole('alert')
      .filter({ hasText: 'Large built-in network is not used for suggestions yet' })
    await alert.getByText('12 photos cannot be read at the moment').waitFor()
    expect(await accessibilityProblems(page)).toEqual([])
    await rename(path.join(folder, 'away'), path.join(folder, 'photos'))
    await second.click()
    await expect
      .poll(async () => (await backbonesInUse(client)).secondBackbone, { timeout: 60_000 })
      .toBeNull()
    expect(await alert.count()).toBe(0)
  }, 120_000)

  it('uses several crops of each photo, and goes back to one', async () => {
    const { page, client } = await openWindow('/welcome/backbone')
    const closely = page.getByRole('switch', { name: 'Compare several parts of each photo' })
    await closely.click()
    await expect.poll(() => closely.isChecked(), { timeout: 60_000 }).toBe(true)
    expect(await client.call('status', {})).toMatchObject({ crops: 'several' })
    expect(await accessibilityProblems(page)).toEqual([])
    await closely.click()
    await expect.poll(() => closely.isChecked(), { timeout: 60_000 }).toBe(false)
    expect(await client.call('status', {})).toMatchObject({ crops: 'one' })
  }, 120_000)

  it('says of a trained version that it waits while the library uses other features than those it was trained on', async () => {
    const { page, client } = await openWindow('/training', { prepare: labelAll })
    const { head } = await client.call('train', { epochs: 2 })
    const version = page.getByRole('listitem').filter({ hasText: `Version ${head}` })
    const raw = page.getByRole('listitem').filter({ hasText: 'None: without training' })
    await version.getByText('in use').waitFor()
    await client.call('index', { folders: [], crops: 'several' })
    await version.getByText('Does not count now').waitFor()
    await raw.getByText('in use').waitFor()
    expect(await version.getByText('in use').count()).toBe(0)
    expect(await accessibilityProblems(page)).toEqual([])
    await client.call('index', { folders: [], crops: 'one' })
    await version.getByText('in use').waitFor()
    expect(await version.getByText('Does not count now').count()).toBe(0)
  }, 120_000)

  it('is found from the settings, and waits for photos where there are none', async () => {
    const { page, client } = await openWindow('/welcome/backbone', { perClass: 1 })
    const first = page.getByRole('heading', { name: 'Network', exact: true })
    await first.waitFor()
    const { library } = await client.call('status', {})
    await client.call('open', { name: 'Empty' })
    await page.getByRole('heading', { name: 'No photos yet' }).waitFor()
    await client.call('open', { library })
    await first.waitFor()
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('button', { name: 'How photos are compared…' }).click()
    await page.getByRole('heading', { name: 'How photos are compared' }).waitFor()
  })
})
