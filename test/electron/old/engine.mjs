/**
 * @file Runs the product's own engine process on Node, as its `--import`: gives it the `process.parentPort` that Electron's
 * utilityProcess would give it.
 */
import { EventEmitter } from 'node:events'
import * as codec from '../../../shared/codec.ts'
import { carry, MessageChannelMain, Wires } from './ports.mjs'

const wires = new Wires((words) => process.connected && process.send(words), codec)

// Messages wait until somebody listens, as they do in Electron.
const waiting = []
process.parentPort = new EventEmitter()
process.parentPort.once('newListener', () => {
  setImmediate(() => {
    for (const event of waiting.splice(0)) process.parentPort.emit('message', event)
  })
})
// A hidden window cannot be had: whoever wishes for one hears at once that it has ended.
process.parentPort.postMessage = ({ number }) => {
  const data = { window: 'ended', number }
  setImmediate(() => process.parentPort.emit('message', { data, ports: [] }))
}
process.on('message', (words) => {
  if (words.wire !== undefined) return wires.receive(words)
  const ports = words.ports.map((number) => {
    const { port1, port2 } = new MessageChannelMain()
    carry(port2, wires.open(number))
    return port1
  })
  const event = { data: words.data, ports }
  if (waiting.length > 0 || process.parentPort.listenerCount('message') === 0) waiting.push(event)
  else process.parentPort.emit('message', event)
})
process.on('disconnect', () => process.exit(1))
