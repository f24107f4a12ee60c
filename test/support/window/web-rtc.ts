/** @file What a page gets out of WebRTC: addresses under which it could be reached, and a way to a relay by TCP. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Page } from 'playwright-core'
import { z } from 'zod'

export interface WaysOut {
  /** Of its own, told to somebody else. */
  candidates: number
  /** That a relay on this machine saw. */
  connections: number
}

/** Ends when the browser has tried everything, or one way of each kind is found. */
export async function waysOut(page: Page): Promise<WaysOut> {
  let connections = 0
  const called = Promise.withResolvers<undefined>()
  const relay = createServer((socket) => {
    connections += 1
    socket.destroy()
    called.resolve(undefined)
  })
  relay.listen(0, '127.0.0.1')
  await once(relay, 'listening')
  try {
    const { port } = z.object({ port: z.int() }).parse(relay.address())
    const candidates = await page.evaluate<number>(gather(port))
    if (candidates > 0) await called.promise
    return { candidates, connections }
  } finally {
    relay.close()
  }
}

/** In the page: 1 with the first candidate, 0 when there is none after everything has been tried. */
function gather(port: number): string {
  return `new Promise((resolve, reject) => {
    const server = { urls: 'turn:127.0.0.1:${port}?transport=tcp', username: 'any', credential: 'any' }
    const connection = new RTCPeerConnection({ iceServers: [server] })
    connection.onicecandidate = ({ candidate }) => resolve(candidate === null ? 0 : 1)
    connection.createDataChannel('any')
    connection.createOffer().then((offer) => connection.setLocalDescription(offer)).catch(reject)
  })`
}
