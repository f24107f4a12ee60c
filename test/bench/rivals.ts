/**
 * @file Several libraries that train the same network. They take turns, so that whatever else this machine does slows all of
 * them down; each has one pass to get warm, and the middle one of the others counts.
 */
import type { Trained } from '../../main/learn/training/fit.ts'
import type { Matrix } from '../../main/math/matrix.ts'
import { runReference, timed } from './reference.ts'

/** Passes of each that count. */
export const ROUNDS = 3

/** One library's way of training the network. */
export interface Rival {
  /** Makes so many steps as it was agreed. @returns seconds, or null where the library is not on this machine */
  pass: () => Promise<number | null>
  close: () => void
}

/** @returns seconds of a pass of each, null where the library is not on this machine. All rivals are closed. */
export async function takenInTurns(rivals: readonly (Rival | null)[]): Promise<(number | null)[]> {
  const passes = rivals.map((): number[] => [])
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, rival] of rivals.entries()) {
      const seconds = (await rival?.pass()) ?? null
      if (round > 0 && seconds !== null) passes[index].push(seconds)
    }
  }
  for (const rival of rivals) rival?.close()
  return passes.map((each) => each.sort((a, b) => a - b).at(Math.floor(each.length / 2)) ?? null)
}

/** A run of ours: a pass is one of its epochs. */
export function secondsOf(run: AsyncGenerator<Trained, never>): Rival {
  let isStarted = false
  return {
    pass: async () => {
      if (!isStarted) await run.next() // the start, before any step
      isStarted = true
      return (await timed(() => run.next())).seconds
    },
    close: () => undefined,
  }
}

/**
 * The PyTorch of the `python3` that is found first, with as many threads as it likes. Its program makes a pass to get warm before the one
 * that it measures, and says as `parameters` how many numbers it trains: see runReference.
 * @throws Error from `pass` where its network is not of the same size as ours
 */
export function pyTorchRival(
  program: string,
  x: Matrix,
  values: readonly number[],
  parameters: number,
): Rival {
  return {
    pass: async () => {
      const result = await runReference(program, x, values)
      if (result === null) return null
      requireSameSize('PyTorch', result.parameters, parameters)
      return result.seconds
    },
    close: () => undefined,
  }
}

/** A comparison of different networks would say nothing. */
export function requireSameSize(name: string, parameters: number, ours: number): void {
  if (parameters === ours) return
  throw new Error(`${name} trains ${parameters} numbers, and ours ${ours}.`)
}
