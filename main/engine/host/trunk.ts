/**
 * @file Many ports over one line between two processes. Node gives a forked process a single channel; each port on it has
 * a number, and every message says whose it is. The side that wants a port opens it, the other side is handed its end.
 */
import { z } from 'zod'
import { PortEnd, type Port } from '../../../shared/port.ts'

/** What crosses the line. */
const Parcel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('open'), port: z.int() }),
  z.object({ type: z.literal('message'), port: z.int(), message: z.unknown() }),
  z.object({ type: z.literal('close'), port: z.int() }),
])
type Parcel = z.infer<typeof Parcel>

/** The line: a `ChildProcess` on one side, `process` on the other. */
export interface Line {
  send(parcel: Parcel): void
  onParcel(listener: (parcel: unknown) => void): void
  /** Called once, when nothing can cross any more. */
  onBreak(listener: () => void): void
}

export class Trunk {
  readonly #line: Line
  readonly #ports = new Map<number, PortEnd>()
  readonly #onOpened: (port: Port) => void
  #last = 0
  #broken = false

  /** @param onOpened is given the end of each port that the other side opens; only one side opens any. */
  constructor(line: Line, onOpened: (port: Port) => void = () => undefined) {
    this.#line = line
    this.#onOpened = onOpened
    line.onParcel((parcel) => {
      const parsed = Parcel.safeParse(parcel)
      if (parsed.success) this.#receive(parsed.data)
    })
    line.onBreak(() => {
      this.#broken = true
      for (const port of this.#ports.values()) port.lost()
      this.#ports.clear()
    })
  }

  /** A port to the other side; one that is closed already where the line is broken. */
  open(): Port {
    const number = ++this.#last
    const port = this.#end(number)
    if (this.#broken) port.lost()
    else this.#line.send({ type: 'open', port: number })
    return port
  }

  #end(number: number): PortEnd {
    const port = new PortEnd({
      send: (message) => {
        this.#line.send({ type: 'message', port: number, message })
      },
      hangUp: () => {
        this.#ports.delete(number)
        this.#line.send({ type: 'close', port: number })
      },
    })
    this.#ports.set(number, port)
    return port
  }

  #receive(parcel: Parcel): void {
    const { port: number } = parcel
    if (parcel.type === 'open') {
      this.#onOpened(this.#end(number))
      return
    }
    const port = this.#ports.get(number)
    if (parcel.type === 'message') port?.receive(parcel.message)
    else {
      port?.lost()
      this.#ports.delete(number)
    }
  }
}
