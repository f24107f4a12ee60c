/**
 * @file Size and times of many files. Of a drive of this machine that answers quickly each file is asked for in place, which takes a
 * quarter of the processor's time of a request in the background; a slow drive, or one of another machine, is asked in the
 * background, several files at a time, so that the engine goes on answering.
 */
import { statSync, type BigIntStats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { throwIfCancelled } from '../../shared/errors.ts'
import { nextTurn } from '../math/next-turn.ts'
import { isNetworkDrive } from './watch/network-drive.ts'

/** Asked for in place before others have their turn: some 200 microseconds. */
const IN_PLACE = 64
/** In the background at once; enough to hide the latency of a network drive. */
const AT_ONCE = 16
/** What a quick drive needs less than for a file, on the average, in milliseconds; others move a head, or lie in another machine. */
const SLOW_MS = 0.2
/** The processor may be busy with something else: so often in a row it has to be slow. */
const SLOW_TIMES = 3
/** The first files wake a drive that sleeps, in the background. It is quick if they take less than this, in milliseconds. */
const AWAKE_MS = 20

/** The facts of a file, or why they are not to be had. */
export type Facts = BigIntStats | { readonly error: unknown }

export class FileFacts {
  #isQuick: boolean
  #isAwake = false
  #slowTimes = 0
  /** The first file's. */
  #drive: bigint | undefined

  /** @param isQuick whether the drive is one of this machine that has not been slow yet */
  constructor(isQuick: boolean) {
    this.#isQuick = isQuick
  }

  /** @param folder that all files lie below */
  static async of(folder: string): Promise<FileFacts> {
    return new FileFacts(!(await isNetworkDrive(folder).catch(() => true)))
  }

  /** Links are followed. @returns the facts of file i at i @throws AppError `cancelled` */
  async read(files: readonly string[], signal?: AbortSignal): Promise<Facts[]> {
    const facts: Facts[] = []
    while (facts.length < files.length) {
      throwIfCancelled(signal)
      const start = performance.now()
      if (this.#isQuick && this.#isAwake) {
        const batch = files.slice(facts.length, facts.length + IN_PLACE)
        for (const file of batch) facts.push(factsOf(file))
        this.#learn(performance.now() - start > SLOW_MS * batch.length)
        this.#lookForAnotherDrive(facts.slice(-batch.length))
        await nextTurn()
      } else {
        const batch = files.slice(facts.length, facts.length + AT_ONCE)
        facts.push(...(await Promise.all(batch.map((file) => factsInBackground(file)))))
        if (!this.#isAwake && performance.now() - start > AWAKE_MS) this.#isQuick = false
        this.#isAwake = true
        this.#lookForAnotherDrive(facts.slice(-batch.length))
      }
    }
    return facts
  }

  /** Below the folder another drive may begin, by a mount or a link: of that it is not known whether it is quick. */
  #lookForAnotherDrive(facts: readonly Facts[]): void {
    for (const each of facts) {
      if ('error' in each) continue
      this.#drive ??= each.dev
      if (each.dev !== this.#drive) this.#isQuick = false
    }
  }

  #learn(isSlow: boolean): void {
    this.#slowTimes = isSlow ? this.#slowTimes + 1 : 0
    if (this.#slowTimes === SLOW_TIMES) this.#isQuick = false
  }
}

function factsOf(file: string): Facts {
  try {
    return statSync(file, { bigint: true })
  } catch (error) {
    return { error }
  }
}

function factsInBackground(file: string): Promise<Facts> {
  return stat(file, { bigint: true }).catch((error: unknown) => ({ error }))
}
