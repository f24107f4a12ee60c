/**
 * @file [Note: waiting for Dawn] A loss may read numbers in the middle of a step, which all other backends give at once; WebGPU
 * gives them by a promise alone, and a thread that waits for a promise does not get it. Dawn's binding for Node looks for
 * finished work in callbacks that it hands to `setImmediate`. They are overheard here, so that a thread that has nothing else
 * to do can run them itself until its buffer is there.
 */

/** Dawn's callbacks that have not run yet. */
const pending = new Set<() => void>()
let isListening = false

/** A buffer that the host may read, as far as it is needed here (WebGPU, section 5.3). */
interface MappableBuffer {
  readonly mapState: 'unmapped' | 'pending' | 'mapped'
  mapAsync(mode: number): Promise<unknown>
}

/** GPUMapMode.READ */
const READ = 1

/** To be called before Dawn is loaded into this thread. Idempotent. */
export function trackDeviceWork(): void {
  if (isListening) return
  isListening = true
  const original = globalThis.setImmediate
  const wrapper = (callback: (...given: unknown[]) => void, ...given: unknown[]): NodeJS.Immediate => {
    if (!isNative(callback)) return original(callback, ...given)
    const once = (): void => {
      if (pending.delete(once)) callback(...given)
    }
    pending.add(once)
    return original(once)
  }
  // node:timers/promises has its own; `util.promisify` finds it by the original's symbols.
  globalThis.setImmediate = Object.assign(wrapper, original)
}

/**
 * Maps a buffer for reading and blocks until that is done.
 * @throws Error when the device was lost meanwhile
 */
export function mapNow(buffer: MappableBuffer): void {
  let problem = ''
  buffer.mapAsync(READ).catch((thrown: unknown) => {
    problem = String(thrown)
  })
  while (buffer.mapState === 'pending') for (const run of [...pending]) run()
  if (buffer.mapState !== 'mapped') throw new Error(`The graphics device was lost. ${problem}`.trim())
}

function isNative(callback: (...given: unknown[]) => void): boolean {
  return Function.prototype.toString.call(callback).includes('[native code]')
}
