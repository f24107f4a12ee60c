/**
 * @file Stands in for MessageChannelMain, which Electron has from version 10 on, in the main process and in the engine's.
 * A port that is given to another process goes on over a wire: an object {send(word), onWord, onEnd} with words
 * ['message', bytes] and ['close'].
 */
import { EventEmitter } from 'node:events'

class StandInPort extends EventEmitter {
  waiting = []
  started = false
  closed = false

  postMessage(data) {
    const { peer } = this
    if (!this.closed) setImmediate(() => peer.deliver(structuredClone(data)))
  }
  start() {
    this.started = true
    for (const data of this.waiting.splice(0)) this.emit('message', { data, ports: [] })
  }
  close() {
    this.closed = true
    const { peer } = this
    setImmediate(() => peer.ended())
  }
  deliver(data) {
    if (this.closed) return
    if (this.started) this.emit('message', { data, ports: [] })
    else this.waiting.push(data)
  }
  ended() {
    if (this.closed) return
    this.closed = true
    this.emit('close')
  }
}

export class MessageChannelMain {
  port1 = new StandInPort()
  port2 = new StandInPort()

  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

/** Lets a port go on over a wire. */
export function carry(port, wire) {
  port.on('message', ({ data }) => wire.send(['message', data]))
  port.on('close', () => wire.send(['close']))
  wire.onWord = ([word, data]) => {
    if (word === 'message') port.postMessage(data)
    else port.close()
  }
  wire.onEnd = () => port.close()
  port.start()
}

/** Many wires over one line; `send` takes plain JSON. */
export class Wires {
  #wires = new Map()
  #send
  #codec

  constructor(send, codec) {
    this.#send = send
    this.#codec = codec
  }
  open(number) {
    const wire = {
      send: ([word, data]) => {
        const bytes =
          data === undefined ? '' : Buffer.from(this.#codec.encodeMessage(data)).toString('base64')
        this.#send({ wire: number, word, bytes })
      },
    }
    this.#wires.set(number, wire)
    return wire
  }
  receive({ wire, word, bytes }) {
    const data = bytes === '' ? undefined : this.#codec.decodeMessage(Buffer.from(bytes, 'base64'))
    this.#wires.get(wire)?.onWord([word, data])
  }
  end() {
    for (const wire of this.#wires.values()) wire.onEnd()
    this.#wires.clear()
  }
}
