/** @file A window's client on a real room that has two libraries, one of them open. */
import path from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { serve } from '../../../main/engine/serve.ts'
import { openStore } from '../../../main/store/store.ts'
import { superviseClient } from '../../../renderer/connection/supervised-client.ts'
import { createClient } from '../../../shared/client.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'
import { plantPhotos, roomIn } from '../engine.ts'
import { temporaryFolder } from '../folder.ts'
import { Gate } from './gated-port.ts'

/** A library with two photos, the first of them labelled. */
async function plant(library: string): Promise<void> {
  const store = openStore(library)
  const ids = await plantPhotos(store, path.join(library, 'photos'), { a: `${library} a`, b: `${library} b` })
  const labelSet = store.labelSets.current()
  const labels = [{ photo: ids.get('a') ?? 0, class: store.classes.ensure(labelSet, 'cat') }]
  store.journal.decide({ labelSet, kind: 'label', actor: 'person', labels, rejections: [], skips: [] })
  store.close()
}

/** A window's client on the first of two libraries whose photos have the same numbers, and somebody else beside it. */
export async function twoLibraries() {
  const folder = await temporaryFolder()
  const [first, other] = [path.join(folder, 'library'), path.join(folder, 'other')]
  await plant(first)
  await plant(other)
  const room = roomIn(folder)
  const gate = new Gate()
  const ports: Port[] = []
  const connect = (): Port => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return near
  }
  const window = superviseClient(() => {
    const port = gate.through(connect())
    ports.push(port)
    return Promise.resolve(port)
  })
  const elsewhere = createClient(connect())
  onTestFinished(() => {
    window.close()
    elsewhere.close()
  })
  await expect.poll(() => window.state).toBe('connected')
  await window.call('status', {})
  const openOther = () => elsewhere.call('open', { library: other })
  /** As when the line breaks for a moment. */
  const hangUp = (): void => ports.at(-1)?.close()
  return { window, elsewhere, gate, openOther, hangUp, other }
}
