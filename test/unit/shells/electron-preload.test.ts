/** @file The preload as it is built: what a sandboxed window can load, and what it gives to the page. */
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import vm from 'node:vm'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import {
  CHOOSE_FILE,
  CHOOSE_FOLDER,
  CHOOSE_FOLDERS,
  CONNECT,
  DRAG_OUT,
  SHOW_FILE,
  UPDATES,
} from '../../../main/shells/electron/channels.ts'
import type { Port } from '../../../shared/port.ts'
import { temporaryFolder } from '../../support/folder.ts'

interface Bridge {
  kind: string
  connect: () => Promise<Port>
  chooseFolder: () => Promise<unknown>
  chooseFolders: () => Promise<unknown>
  chooseFile: () => Promise<unknown>
  showFile: (path: string) => Promise<unknown>
  dragOut: (ids: readonly number[], key: string) => Promise<unknown>
  updates: (on?: boolean) => Promise<unknown>
  pathOf: (file: File) => string
}

async function built(): Promise<string> {
  const folder = await temporaryFolder()
  execFileSync(process.execPath, [path.join(packageRoot(), 'scripts/bundle-preload.mjs'), folder])
  expect(readdirSync(folder).sort()).toEqual(['hidden-preload.cjs', 'preload.cjs'])
  return readFileSync(path.join(folder, 'preload.cjs'), 'utf8')
}

/** Runs it with nothing but what a sandboxed preload has: the module `electron` and the page's own classes. */
function run(code: string) {
  const exposed: Record<string, Bridge> = {}
  const sent: { channel: string; ports: MessagePort[] }[] = []
  const invoked: unknown[][] = []
  const executed: string[] = []
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, bridge: Bridge) => (exposed[name] = bridge) },
    ipcRenderer: {
      postMessage: (channel: string, _data: null, ports: MessagePort[]) => sent.push({ channel, ports }),
      invoke: (...words: unknown[]) => Promise.resolve(invoked.push(words)),
    },
    webUtils: { getPathForFile: ({ name }: File) => `/dropped/${name}` },
    webFrame: { executeJavaScript: (script: string) => Promise.resolve(executed.push(script)) },
  }
  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`A sandboxed preload cannot load ${name}.`)
  }
  vm.runInNewContext(code, { require, MessageChannel, queueMicrotask, Promise })
  return { exposed, sent, invoked, executed }
}

test('it is one CommonJS file that exposes one bridge with nine things', async () => {
  const { exposed, sent, executed } = run(await built())
  expect(Object.keys(exposed)).toEqual(['twinsort'])
  expect(Object.keys(exposed.twinsort)).toEqual([
    ...[
      'kind',
      'connect',
      'chooseFolder',
      'chooseFolders',
      'chooseFile',
      'showFile',
      'dragOut',
      'updates',
      'pathOf',
    ],
  ])
  expect(exposed.twinsort.pathOf(new File([], 'summer'))).toBe('/dropped/summer')
  expect(exposed.twinsort.kind).toBe('electron')
  expect(sent).toEqual([]) // nothing before the page asks
  expect(executed).toEqual(['delete Navigator.prototype.gpu'])
})

test('each connection is a port of its own, as an object of plain functions', async () => {
  const { exposed, sent, invoked } = run(await built())
  const port = await exposed.twinsort.connect()
  await exposed.twinsort.connect()
  expect(sent.map(({ channel, ports }) => [channel, ports.length])).toEqual([
    [CONNECT, 1],
    [CONNECT, 1],
  ])
  expect(Object.keys(port)).toEqual(['post', 'onMessage', 'onClose', 'close'])

  const [far] = sent[0].ports
  const arrived = new Promise((resolve) => {
    port.onMessage(resolve)
  })
  far.postMessage({ ids: new Int32Array([1, 2]) })
  expect(await arrived).toEqual({ ids: new Int32Array([1, 2]) })
  const heard = once(far, 'message')
  port.post({ type: 'call' })
  expect(await heard).toEqual([{ type: 'call' }])
  const closed = new Promise<void>((resolve) => {
    port.onClose(resolve)
  })
  far.close()
  await closed

  await exposed.twinsort.chooseFolder()
  await exposed.twinsort.chooseFolders()
  await exposed.twinsort.chooseFile()
  await exposed.twinsort.showFile('/somewhere/head.onnx')
  await exposed.twinsort.dragOut([7, 9], 'key')
  await exposed.twinsort.updates(true)
  expect(invoked).toEqual([
    [CHOOSE_FOLDER],
    [CHOOSE_FOLDERS],
    [CHOOSE_FILE],
    [SHOW_FILE, '/somewhere/head.onnx'],
    [DRAG_OUT, { ids: [7, 9], key: 'key' }],
    [UPDATES, true],
  ])
  sent[1].ports[0].close()
})
