/** @file What photos show, by the classes that the network which read them was trained on: from stored features, block by block. */
import { BuiltInBackbone, type PhotoId } from '../../../shared/domain.ts'
import { throwIfCancelled } from '../../../shared/errors.ts'
import { row } from '../../math/matrix.ts'
import { nextTurn } from '../../math/next-turn.ts'
import { classProbabilities } from '../../model/imagenet.ts'
import type { BackboneId } from '../../store/types/index.ts'
import type { JobContext } from '../context.ts'
import { classifierOf } from './network-words.ts'

/** Photos in a block: about 50 ms, after which the engine answers other calls. */
const BLOCK = 512

/** A backbone of ours that has read the photos. */
export interface NamingBackbone {
  readonly id: BackboneId
  readonly name: BuiltInBackbone
}

/** The backbone in force, or the second one; undefined where both are the person's own, which have no names for what they see. */
export function namingBackbone({ store }: Pick<JobContext, 'store'>): NamingBackbone | undefined {
  for (const used of [store.features.active(), store.features.second()]) {
    const name = BuiltInBackbone.safeParse(used?.name)
    if (used !== undefined && name.success) return { id: used.id, name: name.data }
  }
  return undefined
}

/**
 * Tells what each photo shows; photos without features are left out.
 * @param tell receives the probabilities of the 1,000 classes, which are valid during the call only.
 * @throws AppError `cancelled`
 */
export async function tellSeenClasses(
  { store, resources, signal, report }: Pick<JobContext, 'store' | 'resources' | 'signal' | 'report'>,
  { id: backbone, name }: NamingBackbone,
  photos: readonly PhotoId[],
  tell: (photo: PhotoId, probabilities: Float32Array) => void,
): Promise<void> {
  const classifier = await classifierOf(name, resources)
  const lacking = new Set(store.features.lacking(backbone, photos))
  const read = photos.filter((photo) => !lacking.has(photo))
  for (let from = 0; from < read.length; from += BLOCK) {
    await nextTurn()
    throwIfCancelled(signal)
    const block = read.slice(from, from + BLOCK)
    const features = store.features.some(backbone, 'features', block)
    const probabilities = await classProbabilities(classifier, features, { signal })
    for (const [i, photo] of block.entries()) tell(photo, row(probabilities, i))
    report({ stage: 'looking at photos', done: from + block.length, total: read.length })
  }
}
