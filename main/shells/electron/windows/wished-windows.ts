/** @file Hidden windows as the engine's process has them: a wish to main, and a port that works as soon as the page is there. */
import { joinPorts, memoryPortPair, type Port } from '../../../../shared/port.ts'
import type { WindowNews, WindowWish } from './window-words.ts'

export class WishedWindows {
  readonly #wish: (wish: WindowWish) => void
  /** The engine's far ends of ports, until their windows end. */
  readonly #ends = new Map<number, Port>()
  #last = 0

  /** @param wish carries a wish to main */
  constructor(wish: (wish: WindowWish) => void) {
    this.#wish = wish
  }

  /** The window closes when this port does, and the port when the window is gone. */
  open(): Port {
    const number = ++this.#last
    const [near, far] = memoryPortPair()
    this.#ends.set(number, far)
    far.onClose(() => {
      if (this.#ends.delete(number)) this.#wish({ window: 'close', number })
    })
    this.#wish({ window: 'open', number })
    return near
  }

  /** @param port the page's, where it is told that the page is there */
  hear({ window, number }: WindowNews, port: Port | undefined): void {
    const end = this.#ends.get(number)
    if (window === 'opened' && end !== undefined && port !== undefined) joinPorts(end, port)
    else if (window === 'opened') port?.close()
    else {
      this.#ends.delete(number) // main knows already
      end?.close()
    }
  }
}
