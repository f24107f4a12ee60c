/**
 * @file Keeps one engine process running. When it dies, every port to it closes and a new one is started at once; when it
 * dies again and again, after a growing pause, and in the end not at all: then every call is answered by the reason.
 */
import { createClient } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { type PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import { memoryPortPair, joinPorts, type Port } from '../../../shared/port.ts'
import type { EngineSettings } from '../settings.ts'
import { refuse } from './refuse.ts'

/** An engine in a process of its own; each shell starts it in its own way. */
export interface EngineProcess {
  /** A new pipe to the engine; it may be used at once, before the engine is up. */
  connect(): Port
  /** Called once, when the process has ended, also after `stop`. The reason is half a sentence: "it was killed (SIGKILL)". */
  onExit(listener: (reason: PlainSentence) => void): void
  /** Lets the engine close its library, and ends the process by force when that takes too long. */
  stop(): Promise<void>
}

export type StartEngine = (settings: EngineSettings) => EngineProcess

export interface RestartRules {
  /** After that many deaths in a row it is given up. */
  mostDeaths: number
  /** Before the second start in a row; doubled before each further one. The first restart comes at once. */
  pauseMs: number
  /** An engine that lived as long as this was sound: its death is the first of a new row. */
  soundAfterMs: number
}

const RULES: RestartRules = { mostDeaths: 5, pauseMs: 250, soundAfterMs: 60_000 }

export class EngineHost {
  readonly #start: StartEngine
  readonly #rules: RestartRules
  #settings: EngineSettings
  #running: EngineProcess | undefined
  /** Ends of ports that were asked for while no engine was running. */
  #waiting: Port[] = []
  #deaths = 0
  #pause: NodeJS.Timeout | undefined
  #refusal: AppError | undefined
  #closing: Promise<void> | undefined

  constructor(start: StartEngine, settings: EngineSettings, rules: RestartRules = RULES) {
    this.#start = start
    this.#settings = settings
    this.#rules = rules
    this.#launch()
  }

  /** A pipe to the engine that runs, or to the next one, which is on its way. */
  connect(): Port {
    if (this.#running !== undefined) return this.#running.connect()
    const [near, far] = memoryPortPair()
    if (this.#refusal !== undefined) refuse(far, this.#refusal)
    else if (this.#closing !== undefined) far.close()
    else this.#waiting.push(far)
    return near
  }

  /** Resolves when the engine has closed its library and is gone. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async #shutDown(): Promise<void> {
    clearTimeout(this.#pause)
    for (const port of this.#takeWaiting()) port.close()
    await this.#running?.stop()
  }

  #launch(): void {
    const engine = this.#start(this.#settings)
    const startedAt = performance.now()
    this.#running = engine
    // A port of the host's own, opened before any other: it closes first, so that nobody is connected to a dead engine.
    const port = engine.connect()
    port.onClose(() => {
      if (this.#running === engine) this.#running = undefined
    })
    createClient(port).on('library', ({ library }) => {
      this.#settings = { ...this.#settings, library } // the next engine opens what is open now
    })
    engine.onExit((reason) => {
      if (this.#running === engine) this.#running = undefined
      if (this.#closing !== undefined) return
      if (performance.now() - startedAt >= this.#rules.soundAfterMs) this.#deaths = 0
      this.#startAgain(reason)
    })
    for (const end of this.#takeWaiting()) joinPorts(end, engine.connect())
  }

  #startAgain(reason: PlainSentence): void {
    this.#deaths++
    const { mostDeaths, pauseMs } = this.#rules
    if (this.#deaths >= mostDeaths) {
      this.#giveUp(reason)
      return
    }
    const wait = this.#deaths === 1 ? 0 : pauseMs * 2 ** (this.#deaths - 2)
    this.#pause = setTimeout(() => {
      this.#launch()
    }, wait)
  }

  #giveUp(reason: PlainSentence): void {
    const refusal = new AppError('internal', sentence('engine-given-up', { count: this.#deaths, reason }))
    this.#refusal = refusal
    for (const port of this.#takeWaiting()) refuse(port, refusal)
  }

  #takeWaiting(): Port[] {
    const waiting = this.#waiting
    this.#waiting = []
    return waiting
  }
}
