/** @file What the window says after a training that went on with another backend. */
import { createPinia } from 'pinia'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from 'vue'
import { fellBackWords } from '../../../renderer/words/fell-back-words.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { clientKey } from '../../../renderer/connection/use-client.ts'
import { i18n } from '../../../renderer/i18n.ts'
import { useHeads } from '../../../renderer/stores/heads.ts'
import type { Output } from '../../../shared/contract.ts'
import type { FellBack } from '../../../shared/contract/backends.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { sentence, verbatim } from '../../../shared/sentences/sentence.ts'

/** The window's heads, before an engine whose trainings fall back in this way, one after the other. */
async function headsWhere(trainings: FellBack[][], more: Partial<Output<'train'>> = {}) {
  vi.stubGlobal('window', globalThis)
  const client = superviseClient(() => {
    const [near, far] = memoryPortPair()
    far.onMessage((message) => {
      const { sequence, method } = message as { sequence: number; method: string }
      if (method === 'train')
        far.post({ type: 'reply', sequence, output: { ...trained(trainings.shift() ?? []), ...more } })
    })
    return Promise.resolve(near)
  })
  onTestFinished(() => {
    client.close()
    vi.unstubAllGlobals()
    i18n.global.locale.value = 'en'
  })
  await expect.poll(() => client.state).toBe('connected')
  const app = createApp({}).provide(clientKey, client).use(createPinia())
  return app.runWithContext(() => useHeads())
}

function trained(fellBack: FellBack[]): Output<'train'> {
  const how = { network: 'head', strategy: 'triplet', backend: 'wasm' } as const
  return {
    ...how,
    head: null,
    fellBack,
    fellBackLater: null,
    resumedEpochs: 0,
    seconds: 1,
    metrics: {},
    promoted: false,
    note: verbatim(''),
  }
}

describe('a training that went on with another backend', () => {
  it('is told of in both languages, until the next one', async () => {
    const reason = sentence('backend-device-lost')
    const failed: FellBack[] = [
      { backend: 'webgpu', reason },
      { backend: 'tfjs-node', reason },
    ]
    const heads = await headsWhere([failed, []])
    await heads.train()
    const inWords = () => heads.fellBack.map(fellBackWords)
    expect(inWords()).toEqual([
      'Training on the graphics card and TensorFlow failed, so it continued with WebAssembly on one processor core.',
    ])
    i18n.global.locale.value = 'de'
    expect(inWords()).toEqual([
      'Das Training mit der Grafikkarte und TensorFlow schlug fehl, darum ging es mit WebAssembly auf einem Prozessorkern weiter.',
    ])
    await heads.train()
    expect(heads.fellBack).toEqual([])
  })

  it('is told apart from one whose backend failed only afterwards', async () => {
    const fellBackLater = {
      backend: 'wasm' as const,
      fellBack: [{ backend: 'tfjs-node' as const, reason: sentence('backend-ran-out') }],
    }
    const heads = await headsWhere([[]], { backend: 'tfjs-node', fellBackLater })
    await heads.train()
    expect(heads.fellBack.map(fellBackWords)).toEqual([
      'After the training, TensorFlow failed; the rest was done with WebAssembly on one processor core.',
    ])
  })

  it('says how much of it was kept', async () => {
    const heads = await headsWhere([[{ backend: 'tfjs-node', reason: sentence('backend-ran-out') }]], {
      resumedEpochs: 4,
    })
    await heads.train()
    expect(heads.resumedEpochs).toBe(4)
  })
})
