/** @file A pipe on which one message waits until the test lets it go on, as behind slow work or a busy line; all others pass it. */
import { PortEnd, type Port } from '../../../shared/port.ts'
import { ClientMessage, EngineMessage } from '../../../shared/wire.ts'

type Way = 'call' | 'answer'

export class Gate {
  readonly #methods = new Map<number, string>()
  #wanted: { way: Way; method: string; come: () => void } | undefined
  #held: (() => void) | undefined

  /** The same pipe, with the gate in it. */
  through(port: Port): Port {
    const end = new PortEnd({
      send: (message) => {
        this.#pass('call', this.#methodOfCall(message), () => {
          port.post(message)
        })
      },
      hangUp: () => {
        port.close()
      },
    })
    port.onMessage((message) => {
      this.#pass('answer', this.#methodOfAnswer(message), () => {
        end.receive(message)
      })
    })
    port.onClose(() => {
      end.lost()
    })
    return end
  }

  /** Holds the next call of the method, or the answer to it. @returns when it has come */
  hold(way: Way, method: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>()
    this.#wanted = {
      way,
      method,
      come() {
        resolve(undefined)
      },
    }
    return promise
  }
  /** Lets what is held go on. */
  release(): void {
    this.#held?.()
    this.#held = undefined
  }

  #pass(way: Way, method: string | undefined, goOn: () => void): void {
    if (this.#wanted?.way !== way || this.#wanted.method !== method) {
      goOn()
      return
    }
    this.#held = goOn
    this.#wanted.come()
    this.#wanted = undefined
  }
  #methodOfCall(message: unknown): string | undefined {
    const { data } = ClientMessage.safeParse(message)
    if (data?.type !== 'call') return undefined
    this.#methods.set(data.sequence, data.method)
    return data.method
  }
  #methodOfAnswer(message: unknown): string | undefined {
    const { data } = EngineMessage.safeParse(message)
    return data === undefined || data.type === 'event' ? undefined : this.#methods.get(data.sequence)
  }
}
