/**
 * @file ExifTool, the program that puts XMP into picture files of every kind: started once, and given one file after the other. It comes as an
 * optional package (docs/adr/0039); where that is not installed, the one that the system has is used.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { AppError } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'

const IS_WINDOWS = process.platform === 'win32'
const PACKAGE = IS_WINDOWS ? 'exiftool-vendored.exe' : 'exiftool-vendored.pl'
const PROGRAM = IS_WINDOWS ? 'exiftool.exe' : 'exiftool'
/** A file of a gigabyte on a slow disk; after that something hangs. */
const LONGEST_MS = 120_000
/** What says where a photo was taken; a film in it says so in ways of its own. */
const PLACE_TAGS = ['-*gps*', '-*latitude*', '-*longitude*', '-*geolocation*']
const FILM_TAGS = ['-EmbeddedVideo*', '-MotionPhoto*', '-MicroVideo*']
const WITHOUT_PLACE = ['-overwrite_original', '-gps:all=', '-xmp:geotag=', '-xmp:*gps*=']
const UTF_8_NAMES = ['-charset', 'filename=utf8']

/** No settings of the person's own, which may be programs; then words line by line. */
const WORDS = ['-config', '', '-stay_open', 'True', '-@', '-']

type Process = ChildProcessByStdio<Writable, Readable, Readable>

export class ExifTool {
  readonly #process: Process
  readonly #lines: AsyncIterator<string>
  #complaints = ''
  /** One file after the other. */
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(child: Process) {
    this.#process = child
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-2_000)
    })
    // A write to a process that has ended is answered by its end.
    child.stdin.on('error', () => undefined)
  }

  /** @throws AppError `backend-unavailable` where there is none that starts; nothing is left running. */
  static async start(): Promise<ExifTool> {
    for (const program of [packagedExifTool(), PROGRAM]) {
      if (program === undefined) continue
      const child = spawn(program, WORDS, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true })
      const started = await Promise.race([
        once(child, 'spawn').then(() => true),
        once(child, 'error').then(() => false),
      ]).catch(() => false)
      if (!started) continue
      child.on('error', () => undefined)
      const tool = new ExifTool(child)
      // A script starts also where the perl that it needs is missing.
      const version = await tool.#run(['-ver']).catch(() => '')
      if (/^\d+\.\d+/.test(version)) return tool
      await tool.close()
    }
    throw new AppError('backend-unavailable', sentence('exiftool-missing'))
  }

  /**
   * Puts the XMP of one file in place of that of a picture, in the file itself; its other metadata and its picture stay. That a
   * naked JPEG XL gets boxes, which ExifTool calls minor, is meant; anything else that it calls so is left for the person to look at.
   * @param file, xmp absolute paths without line breaks
   * @throws Error with what ExifTool says
   */
  putXmp(file: string, xmp: string): Promise<void> {
    return this.#inTurn(() => this.#put(file, xmp))
  }

  /**
   * Takes out of a file, in the file itself, where it was taken. All other metadata and its picture stay.
   * @param file absolute path without line breaks
   * @returns names of tags that may still say so
   * @throws Error with what ExifTool says
   */
  leaveOutPlace(file: string): Promise<string[]> {
    return this.#inTurn(async () => {
      if ((await this.#placeTags(file)).length === 0) return []
      this.#complaints = ''
      const said = await this.#run([...UTF_8_NAMES, ...WITHOUT_PLACE, file])
      if (!/^\s*1 image files (updated|unchanged)/m.test(said))
        throw new Error(this.#complaints.trim() || said.trim())
      return this.#placeTags(file)
    })
  }

  /** Names of tags that may say where a file was taken, also in pictures within it; the file is only read. @throws as `leaveOutPlace` */
  placeTags(file: string): Promise<string[]> {
    return this.#inTurn(() => this.#placeTags(file))
  }

  async #placeTags(file: string): Promise<string[]> {
    this.#complaints = ''
    const said = await this.#run([...UTF_8_NAMES, '-a', '-s', '-ee', ...PLACE_TAGS, ...FILM_TAGS, file])
    if (/^Error/m.test(this.#complaints)) throw new Error(this.#complaints.trim())
    return [...new Set([...said.matchAll(/^(\w+)\s*:/gm)].map(([, tag = '']) => tag))]
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => undefined)
    return done
  }

  async #put(file: string, xmp: string): Promise<void> {
    this.#complaints = ''
    const words = [...UTF_8_NAMES, '-overwrite_original', `-XMP<=${xmp}`, file]
    let said = await this.#run(words)
    if (this.#complaints.includes('Will wrap JXL codestream')) said = await this.#run(['-m', ...words])
    if (!/^\s*1 image files updated/m.test(said)) throw new Error(this.#complaints.trim() || said.trim())
  }

  async close(): Promise<void> {
    const ended = once(this.#process, 'exit').catch(() => undefined)
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return
    this.#process.stdin.end('-stay_open\nFalse\n')
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(timer)
  }

  /** @returns what it prints until it is done. */
  async #run(words: readonly string[]): Promise<string> {
    this.#process.stdin.write(`${words.join('\n')}\n-execute\n`)
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), LONGEST_MS)
    const said: string[] = []
    try {
      for (;;) {
        const next = await this.#lines.next()
        if (next.done === true) throw new Error(this.#complaints.trim() || 'ExifTool has ended.')
        if (next.value.trim() === '{ready}') return said.join('\n')
        said.push(next.value)
      }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** The program of the optional package; beside an app's archive, since the system runs nothing inside it. */
export function packagedExifTool(): string | undefined {
  try {
    const home = path.dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`))
    return path.join(home, 'bin', PROGRAM).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked')
  } catch {
    return undefined
  }
}
