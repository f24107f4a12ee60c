/**
 * @file ONNX Runtime keeps its reports to its maker in the person's home folder before it sends them, from the first session on:
 * where it leaves nothing, its reports are off. What goes over the network: network.test.ts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { packageRoot } from '../../main/engine/folders.ts'
import { withoutMetadata } from '../../main/math/onnx/onnx-metadata.ts'
import { openSession, Tensor } from '../../main/math/onnx/onnx-runtime.ts'
import { encodeModel } from '../../main/math/onnx/onnx-write.ts'
import { temporaryFolder } from '../support/folder.ts'
import { environmentAtHome } from '../support/home.ts'

async function compute(where: string, home: string, more: Record<string, string> = {}) {
  const entry = path.join(packageRoot(), 'test/security/onnx-child.ts')
  const child = spawn(process.execPath, [entry, where], { env: environmentAtHome(home, more), stdio: 'pipe' })
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { said, complained }
}

test.each([
  ['main', {}],
  ['worker', {}],
  ['main', { ORT_DISABLE_TELEMETRY: '0' }],
  ['worker', { ORT_DISABLE_TELEMETRY: '' }],
])('its reports are off in the %s thread, whatever the environment says: %j', async (where, more) => {
  const home = await temporaryFolder()
  expect(await compute(where, home, more)).toEqual({ said: '4\n', complained: '' })
  expect(await readdir(home)).toEqual([])
})

test('a worker that was started too early does not load it', async () => {
  const home = await temporaryFolder()
  const { said, complained } = await compute('late-worker', home)
  expect(said).toBe('')
  expect(complained).toMatch(/ORT_DISABLE_TELEMETRY is not set/)
  expect(await readdir(home)).toEqual([])
})

test('a session is not told what a file says of itself', async () => {
  const model = encodeModel({
    graph: {
      name: 'test',
      inputs: [{ name: 'x', type: 'float32', shape: [1] }],
      outputs: [{ name: 'y', type: 'float32', shape: [1] }],
      nodes: [{ operator: 'Neg', inputs: ['x'], outputs: ['y'] }],
    },
    operatorSets: { '': 17 },
    metadata: { classes: '["grandmother","the garden"]', source: 'my-network.onnx' },
  })
  const stripped = Buffer.from(withoutMetadata(model))
  expect(Buffer.from(model).includes('grandmother')).toBe(true)
  for (const word of ['grandmother', 'garden', 'my-network', 'classes']) {
    expect(stripped.includes(word), word).toBe(false)
  }
  const session = await openSession(model)
  const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(3), [1]) })
  expect(y.data).toEqual(Float32Array.of(-3))
  await session.release()
})

test('what is no ONNX file stays as it is, and is refused by ONNX Runtime', async () => {
  for (const bytes of [Uint8Array.of(), Uint8Array.of(114), new Uint8Array(5000).fill(255)]) {
    expect(withoutMetadata(bytes)).toBe(bytes)
    await expect(openSession(bytes)).rejects.toThrow()
  }
})
