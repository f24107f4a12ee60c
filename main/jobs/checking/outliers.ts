/** @file Photos that are unlike everything else in the library. */
import type { Output } from '../../../shared/contract.ts'
import { nearestNeighbours } from '../../group/neighbours.ts'
import { outlyingness } from '../../group/outliers.ts'
import { LEFT_OUT } from '../../math/labels.ts'
import type { JobContext } from '../context.ts'
import { className, NEIGHBOURS, photoAt, readChecked, type CheckedLibrary } from './checked-library.ts'

/** Local outlier factors up to here are seen inside groups as well. */
const OUTLYING = 1.1

type Control = Pick<JobContext, 'signal' | 'report'>

export async function findOutliers(
  context: Pick<JobContext, 'store' | 'models'> & Control,
  { limit }: { limit: number },
): Promise<Output<'outliers'>> {
  return outliersOf(await readChecked(context), limit, context)
}

/** Most outlying first; not those that are set aside. */
export async function outliersOf(
  library: CheckedLibrary,
  limit: number,
  { signal, report }: Control,
): Promise<Output<'outliers'>> {
  const graph = await nearestNeighbours(library.space.features, NEIGHBOURS, {
    signal,
    report: (done, total) => {
      report({ stage: 'looking for outliers', done, total })
    },
  })
  const { knnDistance, localOutlierFactor } = outlyingness(graph)
  const found = [...localOutlierFactor.keys()]
    .filter((index) => localOutlierFactor[index] > OUTLYING && library.evidence.labels[index] !== LEFT_OUT)
    .sort((a, b) => localOutlierFactor[b] - localOutlierFactor[a] || a - b)
  const outliers = found.slice(0, limit).map((index) => ({
    ...photoAt(library, index),
    class: className(library, library.evidence.labels[index]),
    score: localOutlierFactor[index],
    knnDistance: knnDistance[index],
  }))
  return { outliers, all: found.length }
}
