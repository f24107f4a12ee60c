/** @file Which photos a page shows beside the ones that it was chosen by, and how likely each of them belongs there. */
import type { PageDraft, Ranking } from '../../group/class-pages.ts'
import { tilesOf } from '../../group/stacks.ts'
import { UNLABELLED } from '../../math/labels.ts'
import type { ReviewEvidence } from './evidence.ts'
import type { ToldRanking } from './ranking.ts'

/** The rows of a page with their stacks, without photos that have a label, are set aside or are not of the page's class, as the person said. */
export function openTiles(
  { evidence, ranking }: { readonly evidence: ReviewEvidence; readonly ranking: Ranking },
  { class: index, rows }: Pick<PageDraft, 'class' | 'rows'>,
): number[][] {
  const { labels, rejected, classCount } = evidence
  return tilesOf(
    rows,
    ranking.stacks,
    (row) => labels[row] === UNLABELLED && (index === null || rejected[row * classCount + index] === 0),
  )
}

/** That the photo is of this class, as it is told, and without calibration. In a stack there may be photos with another guess. */
export function probabilityOf(
  { guess, told, probability, scores }: ToldRanking,
  row: number,
  index: number | null,
): { probability: number; raw: number } {
  if (index === null || guess[row] === index) return { probability: told[row], raw: probability[row] }
  const raw = scores.data[row * scores.columns + index]
  return { probability: raw, raw }
}
