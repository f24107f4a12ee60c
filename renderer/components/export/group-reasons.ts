/** @file Why photos were left out, gathered: the engine gives a sentence for each photo, some with a path of its own. Pure. */
import type { Output } from '../../../shared/contract.ts'

export interface ReasonGroup {
  /** Known reasons have words in every language; another is shown as the engine says it. */
  readonly reason:
    { kind: 'there' | 'otherFile' | 'missing' | 'changed' } | { kind: 'other'; sentence: string }
  readonly paths: readonly string[]
}

/** The sentences of main/jobs/export-folders.ts and export-rows.ts. */
const KNOWN = [
  { kind: 'there', pattern: /^It is in .+ already\.$/s },
  { kind: 'otherFile', pattern: /^Another file is there already: .+\.$/s },
  { kind: 'missing', pattern: /^The file is (missing|gone since it was indexed)\.$/ },
  { kind: 'changed', pattern: /^The file has changed since it was indexed/ },
] as const

/** Largest group first. */
export function groupReasons(skipped: Output<'export'>['skipped']): ReasonGroup[] {
  const groups = Map.groupBy(skipped, ({ reason }) => {
    const known = KNOWN.find(({ pattern }) => pattern.test(reason))
    return known?.kind ?? reason
  })
  return [...groups]
    .map(([key, items]): ReasonGroup => {
      const kind = KNOWN.find((known) => known.kind === key)?.kind
      const reason = kind === undefined ? ({ kind: 'other', sentence: key } as const) : { kind }
      return { reason, paths: items.map(({ path }) => path) }
    })
    .sort((a, b) => b.paths.length - a.paths.length)
}
