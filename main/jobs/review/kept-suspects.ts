/**
 * @file Keeps which labels may be wrong while they are shown page by page: to judge all labels again after each page takes
 * seconds in a large library. They are judged again once all were shown, or after another answer.
 */
import { recheckPage, type Recheck } from './recheck.ts'
import { suspectedPhotos, type SuspectedPhoto } from './suspected-photos.ts'
import type { ReviewEvidence } from './evidence.ts'

type Judged = Parameters<typeof suspectedPhotos>[0]

interface Kept extends Pick<ReviewEvidence, 'labels' | 'classIds'> {
  readonly suspects: readonly SuspectedPhoto[]
}

export class KeptSuspects {
  readonly #judge: (library: Judged) => Promise<SuspectedPhoto[]>
  #kept: Kept | undefined

  constructor(judge: (library: Judged) => Promise<SuspectedPhoto[]> = suspectedPhotos) {
    this.#judge = judge
  }

  /** The next page of labels that may be wrong; undefined when there is none that was not asked about yet. */
  async page(library: Judged): Promise<Recheck | undefined> {
    const { evidence } = library
    const kept = this.#kept !== undefined && holds(this.#kept, evidence) ? this.#kept : undefined
    const next = kept && recheckPage(kept.suspects, evidence)
    if (next !== undefined) return next
    const { labels, classIds } = evidence
    this.#kept = { labels, classIds, suspects: await this.#judge(library) }
    return recheckPage(this.#kept.suspects, evidence)
  }
}

/** Whether no label is another one than then, but for photos that were shown again since. */
function holds({ labels, classIds }: Kept, now: ReviewEvidence): boolean {
  return (
    classIds.length === now.classIds.length &&
    classIds.every((id, index) => id === now.classIds[index]) &&
    labels.every((label, row) => label === now.labels[row] || now.rechecked[row] === 1)
  )
}
