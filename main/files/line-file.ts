/**
 * @file A file that grows by lines and never beyond a size: when it is full it becomes the older of two, and the older one before goes.
 * Several processes may add to it. A line that is cut off, as by a full disk, is for whoever reads it to leave out.
 */
import { appendFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { codeOf } from '../../shared/errors.ts'
import { PRIVATE_FILE } from './modes.ts'

export class LineFile {
  readonly #file: string
  readonly #older: string
  readonly #most: number

  /**
   * @param file absolute; made with the first line, readable by its owner alone
   * @param most bytes of each of the two files, and at most one line more
   */
  constructor(file: string, most: number) {
    this.#file = file
    this.#older = `${file}.older`
    this.#most = most
  }

  /** At once, so that a process that ends in the next moment leaves it. @throws what the file system says */
  add(line: string): void {
    if ((statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0) >= this.#most) this.#moveAside()
    appendFileSync(this.#file, `${line}\n`, { mode: PRIVATE_FILE })
  }

  /** Where two processes do so in the same moment, the older lines are lost, and no newer ones. */
  #moveAside(): void {
    try {
      renameSync(this.#file, this.#older)
    } catch (thrown) {
      if (codeOf(thrown) !== 'ENOENT') throw thrown // the other process was quicker
    }
  }

  /** All that are there, oldest first. @throws what the file system says, but for files that are not there */
  async lines(): Promise<string[]> {
    const texts = [await textOf(this.#older), await textOf(this.#file)]
    return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''))
  }

  /** All lines; the next one makes the file again. @throws what the file system says */
  remove(): void {
    for (const file of [this.#older, this.#file]) rmSync(file, { force: true })
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return ''
    throw thrown
  }
}
