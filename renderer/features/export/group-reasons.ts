/** @file Why photos were left out, gathered: the engine gives a reason for each photo, some with a path of its own. Pure. */
import type { Output } from '../../../shared/contract.ts'
import { inEnglish, type PlainSentence, type SentenceKey } from '../../../shared/sentences/sentence.ts'

export interface ReasonGroup {
  /** Known reasons have words in every language; another is shown as the engine says it. */
  readonly reason: { kind: Kind } | { kind: 'other'; sentence: PlainSentence }
  readonly paths: readonly string[]
}

type Kind = 'there' | 'otherFile' | 'missing' | 'changed'

/** What is said of many photos at once has words of its own. */
const KINDS: ReadonlyMap<string, Kind> = new Map<SentenceKey, Kind>([
  ['skipped-there', 'there'],
  ['skipped-other-file', 'otherFile'],
  ['skipped-missing', 'missing'],
  ['skipped-gone', 'missing'],
  ['skipped-changed', 'changed'],
])

/** Largest group first. */
export function groupReasons(skipped: Output<'export'>['skipped']): ReasonGroup[] {
  const groups = Map.groupBy(skipped, ({ reason }) => kindOf(reason) ?? inEnglish(reason))
  return [...groups.values()]
    .map((items): ReasonGroup => {
      const [{ reason: sentence }] = items
      const kind = kindOf(sentence)
      return {
        reason: kind === undefined ? { kind: 'other', sentence } : { kind },
        paths: items.map(({ path }) => path),
      }
    })
    .sort((a, b) => b.paths.length - a.paths.length)
}

function kindOf({ key }: PlainSentence): Kind | undefined {
  return KINDS.get(key)
}
