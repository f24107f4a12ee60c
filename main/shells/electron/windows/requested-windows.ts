/** @file Hidden windows as the engine's process has them: a request to main, and a port that works as soon as the page is there. */
import { joinPorts, memoryPortPair, type Port } from '../../../../shared/port.ts'
import type { WindowNews, WindowRequest } from './window-messages.ts'

export class RequestedWindows {
  readonly #request: (request: WindowRequest) => void
  /** The engine's far ends of ports, until their windows end. */
  readonly #ends = new Map<number, Port>()
  #last = 0

  /** @param request carries a request to main */
  constructor(request: (request: WindowRequest) => void) {
    this.#request = request
  }

  /** The window closes when this port does, and the port when the window is gone. */
  open(): Port {
    const number = ++this.#last
    const [near, far] = memoryPortPair()
    this.#ends.set(number, far)
    far.onClose(() => {
      if (this.#ends.delete(number)) this.#request({ window: 'close', number })
    })
    this.#request({ window: 'open', number })
    return near
  }

  /** @param port the page's, with the message that the page is there */
  receive({ window, number }: WindowNews, port: Port | undefined): void {
    const end = this.#ends.get(number)
    if (window === 'opened' && end !== undefined && port !== undefined) joinPorts(end, port)
    else if (window === 'opened') port?.close()
    else {
      this.#ends.delete(number) // main knows already
      end?.close()
    }
  }
}
