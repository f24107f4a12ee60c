/**
 * @file Newer versions, by electron-updater: looked for only after the person turned it on, fetched, and installed when they quit. Chromium
 * reaches no machine unless it is told of one as it starts (locked-preferences.ts), so turning it on counts from the next start; turning
 * it off counts at once.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { UpdateState } from '../../../../shared/update-state.ts'
import { writeAtomicallySync } from '../../../files/write-atomically.ts'

const Choice = z.object({ on: z.boolean() })

/** What is used of electron-updater. */
export interface Updater {
  /** Calls back with the version that is there to be installed. */
  readonly onReady: (listener: (version: string) => void) => void
  /** Fetches a newer version, if there is one. */
  readonly look: () => Promise<unknown>
  /** Whether what was fetched is installed when the person quits. */
  readonly installOnQuit: (wanted: boolean) => void
}

const FIRST_MS = 30_000
const DAY_MS = 86_400_000

export class Updates {
  readonly #file: string
  readonly #feed: string | undefined
  /** At this start. */
  readonly isOpen: boolean
  #on: boolean
  #ready: string | null = null
  #failed = false
  #timer: NodeJS.Timeout | undefined
  #updater: Promise<Updater> | undefined

  /** @param file absolute path of the file with the person's choice. @param feed as `feedIn` says */
  constructor(file: string, feed: string | undefined) {
    this.#file = file
    this.#feed = feed
    this.#on = feed !== undefined && chosenIn(file)
    this.isOpen = this.#on
  }

  /** The one machine that may be reached; undefined for none. */
  get reached(): string | undefined {
    return this.isOpen ? this.#feed : undefined
  }

  state(): UpdateState {
    return {
      ...{ host: this.#feed ?? null, on: this.#on, waits: this.#on && !this.isOpen },
      ...{ ready: this.#ready, failed: this.#failed },
    }
  }

  /** Nothing happens where there is no feed. */
  choose(on: boolean): UpdateState {
    if (this.#feed === undefined || on === this.#on) return this.state()
    mkdirSync(path.dirname(this.#file), { recursive: true })
    writeAtomicallySync(this.#file, JSON.stringify({ on }))
    this.#on = on
    void this.#updater?.then((updater) => {
      updater.installOnQuit(on)
    })
    if (!on) this.#ready = null
    return this.state()
  }

  /** Once a day, as long as it stays on. @param load is called only where it was on at the start */
  begin(load: () => Promise<Updater>, firstMs = FIRST_MS, againMs = DAY_MS): void {
    if (!this.isOpen) return
    const look = async (): Promise<void> => {
      if (!this.#on) return
      try {
        this.#updater ??= load().then((loaded) => {
          loaded.onReady((version) => (this.#ready = version))
          return loaded
        })
        await (await this.#updater).look()
        this.#failed = false
      } catch {
        this.#failed = true
      }
    }
    const next = (delay: number): void => {
      this.#timer = setTimeout(() => {
        void look().finally(() => {
          next(againMs)
        })
      }, delay)
    }
    next(firstMs)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}

/** False for a file that is missing or damaged. */
function chosenIn(file: string): boolean {
  try {
    return Choice.parse(JSON.parse(readFileSync(file, 'utf8'))).on
  } catch {
    return false
  }
}
