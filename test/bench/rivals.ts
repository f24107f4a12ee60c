/**
 * @file Several libraries that train the same network. They take turns, so that whatever else this machine does slows all of
 * them down; each has one pass to get warm, and the middle one of the others counts.
 */
import os from 'node:os'
import { z } from 'zod'
import type { Trained } from '../../main/learn/training/fit.ts'
import type { Matrix } from '../../main/math/matrix.ts'
import { talkToPython, timed } from './reference.ts'

/** Passes of each that count. */
export const ROUNDS = 3

const PassSchema = z.object({ seconds: z.number().positive(), cpuSeconds: z.number().positive() })
/** By the clock, and of the processor in all threads, which a busy machine changes less. */
export type Pass = z.infer<typeof PassSchema>

/** One library's way of training the network. */
export interface Rival {
  /** Makes so many steps as it was agreed. @returns null where the library is not on this machine */
  pass: () => Promise<Pass | null>
  close: () => void
}

/** @returns a pass of each in the middle, null where the library is not on this machine. All rivals are closed. */
export async function takenInTurns(rivals: readonly (Rival | null)[]): Promise<(Pass | null)[]> {
  const passes = rivals.map((): Pass[] => [])
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, rival] of rivals.entries()) {
      const pass = (await rival?.pass()) ?? null
      if (round > 0 && pass !== null) passes[index].push(pass)
    }
  }
  for (const rival of rivals) rival?.close()
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]
  return passes.map((each) =>
    each.length === 0
      ? null
      : {
          seconds: middle(each.map(({ seconds }) => seconds)),
          cpuSeconds: middle(each.map(({ cpuSeconds }) => cpuSeconds)),
        },
  )
}

/** A pass of ours. */
export async function measured(work: () => Promise<unknown>): Promise<Pass> {
  const before = process.cpuUsage()
  const { seconds } = await timed(work)
  const { user, system } = process.cpuUsage(before)
  return { seconds, cpuSeconds: (user + system) / 1e6 }
}

/** A run of ours: a pass is one of its epochs. */
export function secondsOf(run: AsyncGenerator<Trained, never>): Rival {
  let isStarted = false
  return {
    pass: async () => {
      if (!isStarted) await run.next() // the start, before any step
      isStarted = true
      return measured(() => run.next())
    },
    close: () => undefined,
  }
}

export interface PyTorchProgram {
  /**
   * Python that finds torch, each matrix by its name as a numpy float32 [n, d], and `arguments`. It defines `go_through(share)`, a function that
   * makes a pass or a share of one, and `told`, a dictionary of numbers, among which `parameters` says how many numbers it trains.
   */
  readonly source: string
  readonly matrices: Readonly<Record<string, Matrix>>
  readonly values: readonly number[]
}

const Told = z.record(z.string(), z.number())

/** Of a pass, to find out with how many threads PyTorch is quickest on this machine as it is now. */
const TRIED = 0.1

/**
 * [Note: threads that wait] PyTorch's threads wait for each other busily. On a processor that has other work as well, they take it from each other: the same
 * twenty steps of a head took .6 s by one thread and 10 s by two, with 17 times the processor's time. So they wait quietly here, and one thread is
 * taken where that is quicker.
 */
const QUIETLY = { OMP_WAIT_POLICY: 'PASSIVE', GOMP_SPINCOUNT: '0' }

/**
 * The PyTorch of the `python3` that is found first. It stays between passes, as ours does.
 * @param verify throws where it does not compute the same as ours
 */
export function pyTorchRival(
  { source, matrices, values }: PyTorchProgram,
  verify: (told: Readonly<Record<string, number>>) => void,
): Rival {
  const program = [
    'import torch',
    source,
    'def measured(share):',
    '    start, cpu = time.perf_counter(), time.process_time()',
    '    go_through(share)',
    '    return {"seconds": time.perf_counter() - start, "cpuSeconds": time.process_time() - cpu}',
    'def seconds_by(threads):',
    '    torch.set_num_threads(threads)',
    `    return min(measured(${TRIED})["seconds"] for _ in range(3))`,
    'print(json.dumps(told), flush=True)',
    `torch.set_num_threads(min((1, ${os.availableParallelism()}), key=seconds_by))`,
    'for _ in sys.stdin:',
    '    print(json.dumps(measured(1)), flush=True)',
  ].join('\n')
  const python = talkToPython(program, matrices, values, QUIETLY)
  let isVerified = false
  return {
    pass: async () => {
      if (!isVerified) {
        const told = await python.next()
        if (told === null) return null
        verify(Told.parse(JSON.parse(told)))
        isVerified = true
      }
      python.tell('')
      return PassSchema.parse(JSON.parse((await python.next()) ?? 'null'))
    },
    close: () => {
      python.close()
    },
  }
}

/** A comparison of different networks would say nothing. */
export function requireSameSize(name: string, parameters: number, ours: number): void {
  if (parameters === ours) return
  throw new Error(`${name} trains ${parameters} numbers, and ours ${ours}.`)
}
