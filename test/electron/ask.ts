/** @file Asks the engine through the window's bridge, over a port of its own. */
import { z } from 'zod'
import { contract, type Method, type Output } from '../../shared/contract.ts'
import type { Inspector } from './inspector.ts'

/** @throws where the engine answers by an error */
export async function askEngine<M extends Method>(
  page: Inspector,
  method: M,
  input = {},
): Promise<Output<M>> {
  const call = JSON.stringify({ type: 'call', sequence: 1, method, input })
  const message = await page.evaluate(`new Promise(async (resolve) => {
    const port = await window.twinsort.connect()
    port.onMessage((message) => {
      if (message.sequence !== 1 || message.type === 'event') return
      port.close()
      resolve(message)
    })
    port.post(${call})
  })`)
  const { output } = z.object({ type: z.literal('reply'), output: z.unknown() }).parse(message)
  return contract[method].output.parse(output) as Output<M>
}
