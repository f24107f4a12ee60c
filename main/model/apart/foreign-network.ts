/** @file A person's own networks, and exports of other libraries, as the rest of the engine sees them: facts, and a backbone. */
import { z } from 'zod'
import { BackboneFacts, type PictureScaling } from '../../../shared/contract/photos.ts'
import type { OwnBackbone } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { PlainSentence, sentence } from '../../../shared/sentences/sentence.ts'
import type { Backbone } from '../backbone.ts'
import { Levels } from '../backbone-protocol.ts'
import { ExportDescription, type Description } from '../onnx/exported-file.ts'
import { Apart, NetworkLost, type ApartLimits } from './apart.ts'
import { OpenedNetwork } from './protocol.ts'

export interface ForeignOptions {
  /** Raising it ends the network at once. */
  signal?: AbortSignal | undefined
  limits?: ApartLimits
}

const PreparedNetwork = z.object({
  facts: BackboneFacts,
  /** What was found and what was assumed. */
  notes: z.array(PlainSentence),
  /** Of the file that the library is to keep, hexadecimal. */
  sha256: z.string(),
})
export type PreparedNetwork = z.infer<typeof PreparedNetwork>

/**
 * Inspects an encoder, joins it with its scaling and runs it once.
 * @param out absolute path of a file that does not exist yet, for what the library is to keep; null for an inspection only
 * @throws AppError `not-found`; `bad-input` that says why it cannot be used; `cancelled`
 */
export async function prepareForeign(
  { file, declared, out }: { file: string; declared: PictureScaling; out: string | null },
  { signal, limits }: ForeignOptions = {},
): Promise<PreparedNetwork> {
  const apart = new Apart(signal, limits)
  try {
    return await apart.ask({ kind: 'prepare', file, declared, out }, PreparedNetwork)
  } catch (thrown) {
    if (!(thrown instanceof NetworkLost)) throw thrown
    throw new AppError('bad-input', sentence('network-fails', { reason: thrown.reason }), { file }, thrown)
  } finally {
    await apart.close()
  }
}

/** @throws AppError `backend-unavailable` where the library keeps no such network, or it does not run; `cancelled`. */
export async function openOwn(
  library: string | null,
  name: OwnBackbone,
  { signal, limits }: ForeignOptions = {},
): Promise<Backbone> {
  const apart = new Apart(signal, limits)
  const { opened } = await opening(apart, name, async () => ({
    opened: await apart.ask({ kind: 'open-own', library, name }, OpenedNetwork),
  }))
  return backboneOn(apart, name, opened)
}

/** @throws AppError `not-found`; `bad-input` for a file that is no export of ours; `backend-unavailable`; `cancelled`. */
export async function openExport(
  file: string,
  { signal, limits }: ForeignOptions = {},
): Promise<{ backbone: Backbone; description: Description }> {
  const apart = new Apart(signal, limits)
  const name = 'own:exported-head'
  const { description, network } = await opening(apart, name, () =>
    apart.ask(
      { kind: 'open-export', file },
      z.object({ description: ExportDescription, network: OpenedNetwork }),
    ),
  )
  return { backbone: backboneOn(apart, name, network), description }
}

/** Nothing is left running where it fails. */
async function opening<T>(apart: Apart, name: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open()
  } catch (thrown) {
    await apart.close()
    throw failure(name, thrown)
  }
}

function backboneOn(apart: Apart, name: OwnBackbone, opened: OpenedNetwork): Backbone {
  const { inputSize, levels } = opened
  return {
    ...{ name, crops: ['crop'] },
    ...opened,
    async embed(pixels, count) {
      const expected = count * inputSize ** 2 * 3
      if (count < 1 || pixels.length !== expected) {
        throw new RangeError(`${count} pictures for ${name} are ${expected} bytes, not ${pixels.length}.`)
      }
      const whole = Levels.refine((given) =>
        levels.every(({ name: level, dimensions }) => {
          return Object.hasOwn(given, level) && given[level].length === count * dimensions
        }),
      )
      try {
        return await apart.ask({ kind: 'embed', pixels, count }, whole)
      } catch (thrown) {
        throw failure(name, thrown)
      }
    },
    close: () => apart.close(),
  }
}

function failure(name: string, thrown: unknown): unknown {
  if (!(thrown instanceof NetworkLost)) return thrown
  const said = sentence('backbone-fails', { backbone: name, reason: thrown.reason })
  return new AppError('backend-unavailable', said, undefined, thrown)
}
