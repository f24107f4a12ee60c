/** @file The page's end of the line of hidden-page.ts: hands the page its port, as the preload does in Electron. */
import { decodeMessage, encodeMessage } from '../../../shared/codec.ts'

declare global {
  interface Window {
    toEngine: (packed: string) => Promise<void>
    toPage: (packed: string) => void
  }
}

const { port1, port2 } = new MessageChannel()
let sent: Promise<unknown> = Promise.resolve()
port1.onmessage = ({ data }: MessageEvent<unknown>) => {
  const packed = base64(encodeMessage(data))
  sent = sent.then(() => window.toEngine(packed)) // in order
}
window.toPage = (packed) => {
  port1.postMessage(decodeMessage(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0))))
}
window.postMessage(null, '*', [port2])

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}
