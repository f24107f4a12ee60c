/** @file A pipe on which one message waits until the test lets it go on, as behind slow work or a busy line; all others pass it. */
import { PortEnd, type Port } from '../../../shared/port.ts'
import { ClientMessage, EngineMessage } from '../../../shared/wire.ts'

type Way = 'call' | 'answer'

/** Less than a test has, so that it says what it lacked. */
const PATIENCE_MS = 60_000

export class Gate {
  readonly #methods = new Map<number, string>()
  #wanted: { way: Way; method: string; come: () => void } | undefined
  #held: (() => void) | undefined
  /** What went by since something is waited for. */
  #others: string[] = []

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

  /** Holds the next call of the method, or the answer to it. @returns when it has come @throws Error that says what came instead, after a minute */
  hold(way: Way, method: string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>()
    this.#others = []
    const timer = setTimeout(() => {
      reject(new Error(`No ${way} of ${method} came, only: ${this.#others.join(', ')}`))
    }, PATIENCE_MS)
    this.#wanted = {
      way,
      method,
      come() {
        clearTimeout(timer)
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
      this.#others.push(`${way} of ${method}`)
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
