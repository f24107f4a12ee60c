/**
 * @file Nothing leaves this machine, and nothing is left on it outside the library: the main job and every command, where each attempt
 * to reach something beyond the loopback address is noticed. ONNX Runtime, its reports switched on, shows how long to wait.
 */
import { mkdir, readdir } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../main/engine/folders.ts'
import { cacheFolder } from '../../main/model/backends/folders.ts'
import { temporaryFolder } from '../support/folder.ts'
import { ownNetwork, straceWithin, underStrace, type NetworkWatch } from '../support/network-watch.ts'
import { environmentAtHome } from '../support/home.ts'
import { drawLibrary } from '../support/photos/pictures.ts'

const own = ownNetwork()
const traced = underStrace()
const watch = own ?? traced
const missing =
  watch === undefined ? 'the system allows neither a network of its own (unshare) nor strace' : ''
if (missing !== '') process.stdout.write(`What goes over the network is not tested: ${missing}.\n`)
else process.stdout.write(`What goes over the network is tested ${String(watch?.name)}.\n`)

const PATIENCE = 400_000

/** A home, a folder for temporary files and one to stand in, all empty; and how a process begins in them. */
async function surroundings() {
  const folder = await temporaryFolder()
  const at = (name: string) => path.join(folder, name)
  for (const name of ['home', 'tmp', 'here', 'out']) await mkdir(at(name))
  const env = environmentAtHome(at('home'), {
    TMPDIR: at('tmp'),
    TWINSORT_CACHE: cacheFolder(), // what was fetched and tested on this machine, nothing of the library's
    DISPLAY: '',
    WAYLAND_DISPLAY: '',
  })
  return { at, options: { cwd: at('here'), env } }
}

/** Runs JavaScript. */
async function tried(by: NetworkWatch, program: string): Promise<string[]> {
  const { options } = await surroundings()
  const { ended, beyond } = await by.start([process.execPath, '-e', program], options)
  expect(await ended).toBe(0)
  return beyond()
}

/** ONNX Runtime as it comes: resolves when it has tried to report. */
async function reportOfOnnxRuntime(by: NetworkWatch): Promise<string[]> {
  const { options } = await surroundings()
  const model = path.join(packageRoot(), 'resources/backbones/efficientnet-lite0-int8.onnx')
  const program = `const { InferenceSession } = require('onnxruntime-node')
    InferenceSession.create(${JSON.stringify(model)}).then(() => setInterval(() => undefined, 1000))`
  const { beyond } = await by.start([process.execPath, '-e', program], {
    env: options.env,
    cwd: packageRoot(),
  })
  await expect.poll(async () => (await beyond()).length, { timeout: 60_000 }).toBeGreaterThan(0)
  return beyond()
}

describe.skipIf(watch === undefined)('nothing leaves this machine', () => {
  test(
    'in the main job and every command, as long as ONNX Runtime by itself would take to report',
    async () => {
      if (watch === undefined) return
      const { at, options } = await surroundings()
      await drawLibrary(at('photos'), { classes: 3, perClass: 12, seed: 6 })
      const driver = path.join(packageRoot(), 'test/security/every-command-child.ts')
      const command = [process.execPath, driver, at('photos'), at('out')]
      const { child, ended, beyond } = await watch.start(command, options)
      let said = ''
      child.stderr?.setEncoding('utf8').on('data', (part: string) => (said += part))
      child.stdout?.setEncoding('utf8').on('data', (part: string) => (said += part))
      await expect.poll(() => said, { timeout: 120_000 }).toContain('the engine computes')
      const [code] = await Promise.all([ended, own && reportOfOnnxRuntime(own)])
      expect(code, said).toBe(0)
      expect(await beyond()).toEqual([])
      expect(await readdir(at('tmp'))).toEqual([])
      expect(await readdir(at('here'))).toEqual([])
      const home = await readdir(at('home'), { recursive: true, withFileTypes: true })
      expect(home.filter((entry) => entry.isFile()).map(({ name }) => name)).toEqual([
        'recent-libraries.json',
      ])
    },
    PATIENCE,
  )
})

const ways = own === undefined ? [] : traced === undefined ? [own] : [own, straceWithin(own)]

describe.each(ways)('$name', (way) => {
  test.each([
    ['a request', `fetch('http://192.0.2.1/').catch(() => undefined)`],
    ['a request over IPv6', `fetch('http://[2001:db8::1]/').catch(() => undefined)`],
    ['a name that is looked up', `require('node:dns').lookup('example.com', () => undefined)`],
    ['a name that is asked of the server', `require('node:dns').resolve('example.com', () => undefined)`],
    [
      'a datagram',
      `require('node:dgram').createSocket('udp4').send('x', 9, '192.0.2.1', () => process.exit(0))`,
    ],
    [
      'a call to the neighbours',
      `require('node:dgram').createSocket('udp4').send('x', 5353, '224.0.0.251', () => process.exit(0))`,
    ],
    [
      'a program that it starts',
      `require('node:child_process').execFileSync(process.execPath, ['-e', "fetch('http://192.0.2.1/').catch(() => 0)"])`,
    ],
  ])('notices %s', async (_name, program) => {
    expect(await tried(way, program)).not.toEqual([])
  })

  test('leaves the loopback address alone', async () => {
    const program = `const server = require('node:http').createServer((_, answer) => answer.end())
      server.listen(0, '127.0.0.1', () => fetch('http://127.0.0.1:' + server.address().port).then(() => process.exit(0)))`
    expect(await tried(way, program)).toEqual([])
  })
})
