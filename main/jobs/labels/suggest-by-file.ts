/**
 * @file Suggestions by a file that another library exported (export --format onnx): its classes for the photos of this one, each
 * classified by itself. Nothing is stored: what is right becomes a label like any other.
 */
import { canonicalClassName } from '../../../shared/class-name.ts'
import type { Output } from '../../../shared/contract.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere } from '../../../shared/elsewhere.ts'
import type { BackboneInput } from '../../ingest/crops.ts'
import { openPicture, readPhoto } from '../../ingest/read-photo.ts'
import { indexOfLargest } from '../../math/statistics.ts'
import { openExport } from '../../model/apart/foreign-network.ts'
import { PROBABILITIES } from '../../model/onnx/classifier-graph.ts'
import type { JobContext } from '../context.ts'
import { runPipeline, type Outcome } from '../indexing/pipeline.ts'

interface Present {
  readonly id: PhotoId
  readonly path: string
}

type ReadOutcome = Present & Outcome

/**
 * @param file absolute
 * @returns the likeliest class of every photo without a label whose file can be read, surest first
 * @throws AppError `not-found`; `bad-input` for a file that is damaged, another program's or a newer Twinsort's; `cancelled`
 */
export async function suggestByFile(
  { store, signal, report }: Pick<JobContext, 'store' | 'signal' | 'report'>,
  { file, minProbability }: { file: string; minProbability: number },
): Promise<Output<'suggest'>> {
  const { backbone: network, description } = await openExport(file, { signal })
  const { preprocessing } = description
  const classes = description.classes.map((name) => canonicalClassName(name))
  const labels = store.journal.labelsOfAnyRole(store.labelSets.current())
  const photos = [...store.files.paths()].flatMap(([id, path]) =>
    labels.has(id) || isElsewhere(path) ? [] : [{ id, path }],
  )
  const suggestions: Output<'suggest'>['suggestions'] = []
  try {
    await runPipeline<Present, ReadOutcome>({
      items: photos,
      read: (photo) => readPixels(photo, { inputSize: preprocessing.size, crops: ['crop'] }, signal),
      commit: (finished) => {
        for (const { outcome, levels } of finished) {
          const probabilities = levels?.[0][PROBABILITIES]
          if (probabilities === undefined) continue
          const best = indexOfLargest(probabilities)
          // Rounding may leave a sum, and so a share, a little above 1.
          const probability = Math.min(1, probabilities[best])
          if (probability >= minProbability) {
            const { id, path } = outcome
            suggestions.push({ id, path, class: classes[best], probability, head: null })
          }
        }
      },
      backbones: [network],
      signal,
      report: (done) => {
        report({ stage: 'looking at photos', done, total: photos.length })
      },
    })
  } finally {
    await network.close()
  }
  return { suggestions: suggestions.sort((a, b) => b.probability - a.probability), unknownNames: [] }
}

async function readPixels(
  { id, path }: Present,
  input: BackboneInput,
  signal: AbortSignal,
): Promise<ReadOutcome> {
  const picture = await openPicture(path)
  if (picture.kind === 'unreadable') return { id, path }
  const photo = await readPhoto(picture, [input], signal)
  return photo.kind === 'unreadable' ? { id, path } : { id, path, pixels: photo.pixels }
}
