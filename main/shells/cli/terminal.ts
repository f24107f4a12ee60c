/**
 * @file The two streams. With `--json` the standard output carries exactly one JSON object and nothing else, whatever a
 * library or a worker prints: so the stream is taken away from everybody, and what they write goes to standard error.
 */
import type { AppError } from '../../../shared/errors.ts'

export class Terminal {
  readonly json: boolean
  readonly #write: typeof process.stdout.write
  #written: Promise<void> = Promise.resolve()
  #printed = false

  constructor({ json }: { json: boolean }) {
    this.json = json
    this.#write = process.stdout.write.bind(process.stdout)
    process.stdout.write = process.stderr.write.bind(process.stderr)
    // A reader that has seen enough (`| head`) closes its end: that is no failure.
    process.stdout.on('error', () => undefined)
    process.stderr.on('error', () => undefined)
  }

  /** The command's one result: the object with `--json`, else the text. */
  print(result: object, text: string): void {
    if (!this.json) this.say(text)
    else if (!this.#printed) {
      this.#printed = true
      this.#send(`${JSON.stringify(result)}\n`)
    }
  }

  /** Text for the person; nothing with `--json`. */
  say(text: string): void {
    if (!this.json) this.#send(text.endsWith('\n') ? text : `${text}\n`)
  }

  /** A line beside the result. */
  note(text: string): void {
    process.stderr.write(`${text}\n`)
  }

  /** One sentence on standard error and, with `--json`, the error as the one object. */
  async fail(error: AppError): Promise<void> {
    this.note(error.message)
    // Without the sentence's key: that is for a window that speaks another language.
    const { code, message, details } = error
    if (this.json) this.print({ error: { code, message, ...(details && { details }) } }, '')
    await this.flush()
  }

  /** Resolves when everything is with the system. */
  flush(): Promise<void> {
    return this.#written
  }

  #send(text: string): void {
    this.#written = new Promise((resolve) => {
      this.#write(text, () => {
        resolve()
      })
    })
  }
}
