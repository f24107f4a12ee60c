/** @file Speaks with a page or a Node process over Chromium's debugging protocol: too old for today's playwright. */
import { z } from 'zod'

const Message = z.object({
  id: z.int().optional(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
})

const Evaluated = z.object({
  result: z.object({ value: z.unknown().optional() }),
  exceptionDetails: z
    .object({ text: z.string(), exception: z.object({ description: z.string().optional() }).optional() })
    .optional(),
})

interface Pending {
  resolve: (result: unknown) => void
  reject: (error: Error) => void
}

export class Inspector {
  readonly #socket: WebSocket
  readonly #pending = new Map<number, Pending>()
  #last = 0

  private constructor(socket: WebSocket) {
    this.#socket = socket
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      this.#settle(Message.parse(JSON.parse(data)))
    })
    socket.addEventListener('close', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('It closed the line.'))
    })
  }

  static async connect(address: string): Promise<Inspector> {
    const socket = new WebSocket(address)
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve, { once: true })
      socket.addEventListener('error', () => {
        reject(new Error(`Nobody answers at ${address}.`))
      })
    })
    return new Inspector(socket)
  }

  call(method: string, params: Record<string, unknown> = {}): Promise<unknown> {
    const id = ++this.#last
    this.#socket.send(JSON.stringify({ id, method, params }))
    return new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }))
  }

  /** The value of an expression, or of the promise that it gives; it must be JSON. */
  async evaluate(expression: string): Promise<unknown> {
    const words = { expression, awaitPromise: true, returnByValue: true, includeCommandLineAPI: true }
    const { result, exceptionDetails } = Evaluated.parse(await this.call('Runtime.evaluate', words))
    if (exceptionDetails === undefined) return result.value
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
  }

  /** A key as a person presses it; letters and names as the DOM has them. */
  async press(key: string): Promise<void> {
    const code = { Enter: 13, Escape: 27 }[key] ?? key.toUpperCase().charCodeAt(0)
    const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined
    const words = { key, windowsVirtualKeyCode: code, text }
    await this.call('Input.dispatchKeyEvent', {
      type: text === undefined ? 'rawKeyDown' : 'keyDown',
      ...words,
    })
    await this.call('Input.dispatchKeyEvent', { type: 'keyUp', ...words })
  }

  async type(text: string): Promise<void> {
    await this.call('Input.insertText', { text })
  }

  async screenshot(): Promise<Buffer> {
    const { data } = z.object({ data: z.string() }).parse(await this.call('Page.captureScreenshot'))
    return Buffer.from(data, 'base64')
  }

  close(): void {
    this.#socket.close()
  }

  #settle({ id, result, error }: z.infer<typeof Message>): void {
    const pending = this.#pending.get(id ?? 0)
    if (id === undefined || pending === undefined) return // an event
    this.#pending.delete(id)
    if (error === undefined) pending.resolve(result)
    else pending.reject(new Error(error.message))
  }
}
