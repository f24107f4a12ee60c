/** @file What every command uses: the engine behind its client, paths as the person meant them, progress, the result. */
import type { recoveryMethods } from '../../../shared/contract/backups.ts'
import type { historyRecoveryMethods } from '../../../shared/contract/history-file.ts'
import type { Client } from '../../../shared/client.ts'
import type { Input, Method, Output } from '../../../shared/contract.ts'
import { allInEnglish, type InEnglish } from '../../../shared/sentences/in-english.ts'
import { connectLocally, connectToRoom, type LocalEngine } from '../../engine/connect.ts'
import { defaultFolders, resolveWritten } from '../../engine/folders.ts'
import type { EngineSettings } from '../../engine/settings.ts'
import { ProgressLine } from './progress-line.ts'
import type { Terminal } from './terminal.ts'

/** What is answered without the library being open. */
type RecoveryMethod = keyof typeof recoveryMethods | keyof typeof historyRecoveryMethods

/** An answer of the engine as it is printed. */
export type Printed<M extends Method> = InEnglish<Output<M>>

export class Shell {
  readonly terminal: Terminal
  /** Raised when the person interrupts. */
  readonly signal: AbortSignal
  /** As `--library` says. */
  library: string | undefined
  /** As `--set` says: the name of a label set; without it the library's own choice. */
  labelSet: string | undefined
  /** As `--seed` says; every method has its own default. */
  seed: number | undefined
  /** Set by a command whose result, though printed, is not good. */
  failed = false
  /** Set by a command that goes on after a defect which no call caught; without it such a defect ends the process. */
  onDefect: ((thrown: unknown) => void) | undefined
  #engine: LocalEngine | undefined
  #progress: ProgressLine | undefined

  constructor(terminal: Terminal, signal: AbortSignal) {
    this.terminal = terminal
    this.signal = signal
  }

  /** What an engine is started with. */
  get settings(): EngineSettings {
    const folders = defaultFolders()
    return {
      ...folders,
      library: this.library === undefined ? folders.library : this.resolve(this.library),
      logLevel: process.env.TWINSORT_LOG ?? 'silent',
    }
  }

  /** The library is opened, and made where there is none, with the first call. */
  get client(): Client {
    if (this.#engine !== undefined) return this.#engine.client
    const { library, cacheFolder, resources, logLevel } = this.settings
    const { labelSet } = this
    this.#engine = this.#watched(
      connectLocally({ library, labelSet, cacheFolder, resources, clock: Date.now, logLevel }),
    )
    return this.#engine.client
  }

  /** From the first call on, the library can be opened anew: also one that cannot be opened. `--set` means nothing then. */
  useRoom(): void {
    this.#engine ??= this.#watched(connectToRoom(this.settings))
  }

  #watched(engine: LocalEngine): LocalEngine {
    this.#progress = new ProgressLine(process.stderr)
    engine.client.on('job', (record) => this.#progress?.show(record))
    return engine
  }

  /** A whole command, also for a library that cannot be opened. */
  async recover<M extends RecoveryMethod>(
    method: M,
    input: Input<M>,
    toText: (output: Printed<M>) => string,
  ): Promise<void> {
    this.useRoom()
    await this.run(method, input, toText)
  }

  /** One call, its answer in English, with progress on standard error, cancelled when the person interrupts. */
  async call<M extends Method>(method: M, input: Input<M>): Promise<Printed<M>> {
    try {
      return allInEnglish(await this.client.call(method, input, { signal: this.signal }))
    } finally {
      this.#progress?.clear()
    }
  }

  /** A whole command: one call, and its result as JSON or as the text made from it. */
  async run<M extends Method>(
    method: M,
    input: Input<M>,
    toText: (output: Printed<M>) => string,
  ): Promise<void> {
    const output = await this.call(method, input)
    this.terminal.print(output, this.terminal.json ? '' : toText(output))
  }

  /** An absolute path, from where the person stands. */
  resolve(written: string): string {
    return resolveWritten(written)
  }

  /** The seed as an input's field: left out where none was given. */
  get seedInput(): { seed?: number } {
    return this.seed === undefined ? {} : { seed: this.seed }
  }

  async close(): Promise<void> {
    await this.#engine?.close()
  }
}
