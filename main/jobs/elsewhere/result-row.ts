/** @file One row of results as another engine wrote it, to what the library can take of it, or why it cannot. */
import { z } from 'zod'
import { ClassName } from '../../../shared/domain.ts'
import { partsOfUri } from '../../../shared/elsewhere.ts'
import { sentence, verbatim, type PlainSentence } from '../../../shared/sentences/sentence.ts'
import { formatByName } from '../../ingest/formats.ts'
import type { ParquetRow } from '../../files/parquet-file.ts'
import type { FileFacts, ResultRow } from './thread/protocol.ts'

type Levels = FileFacts['levels']

/** Letters of a URI: what object stores take as a key, and room for where it is. */
const LONGEST_URI = 4096
/** Letters that are kept of what the other engine says of a picture that it could not read. */
const LONGEST_REASON = 500
/** The largest number of a 16-bit float. */
const LARGEST = 65_504

const Text = z.string().nullish()
const Row = z.object({
  uri: z.string(),
  content_hash: Text,
  width: z.number().nullish(),
  height: z.number().nullish(),
  class: Text,
  probability: z.number().nullish(),
  thumbnail: z.instanceof(Uint8Array).nullish(),
  error: Text,
})

export interface ReadRow {
  readonly row: ResultRow
  /** To be checked, and kept under the row's content hash. */
  readonly thumbnail: Uint8Array | undefined
}

/** The columns that are read of a file with these levels. */
export function columnsFor(levels: Levels): string[] {
  return [...Object.keys(Row.shape), ...levels.map(({ name }) => columnOf(name))]
}

export function readRow(written: ParquetRow, levels: Levels): ReadRow {
  const parsed = Row.safeParse(written)
  if (!parsed.success) {
    const { uri } = written
    return left(typeof uri === 'string' ? uri.slice(0, LONGEST_URI) : '', sentence('result-wrong-types'))
  }
  const { uri: given, error, thumbnail, ...row } = parsed.data
  const uri = withScheme(given)
  const parts = isUsable(uri) ? partsOfUri(uri) : undefined
  if (parts === undefined) return left(given.slice(0, LONGEST_URI), sentence('result-no-uri'))
  const place = { path: uri, ...parts }
  if (typeof error === 'string' && error !== '') {
    const reason = verbatim(error.slice(0, LONGEST_REASON))
    return { row: { kind: 'unreadable', ...place, reason }, thumbnail: undefined }
  }
  const { content_hash: contentHash, width, height } = row
  if (!/^[0-9a-f]{64}$/.test(contentHash ?? '')) return left(uri, sentence('result-no-hash'))
  if (!isLength(width) || !isLength(height)) return left(uri, sentence('result-no-size'))
  const found = levelsOf(written, levels)
  const lacks =
    found === undefined
      ? sentence('result-no-features')
      : thumbnail === null || thumbnail === undefined
        ? sentence('result-no-thumbnail')
        : null
  return {
    row: {
      ...{ kind: 'picture', ...place, contentHash: contentHash ?? '', width, height, lacks },
      ...{ format: formatByName(uri) ?? 'unknown', perceptualHash: null, levels: found ?? null },
      suggestion: suggestionOf(row),
    },
    thumbnail: thumbnail ?? undefined,
  }
}

function left(path: string, reason: PlainSentence): ReadRow {
  return { row: { kind: 'left', path, reason }, thumbnail: undefined }
}

/** A path on the machine of the other engine. */
function withScheme(uri: string): string {
  return uri.startsWith('/') ? `file://${uri}` : uri
}

/** Control characters would be neither shown nor written into a table as they are. */
function isUsable(uri: string): boolean {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return uri.length <= LONGEST_URI && !/[\u0000-\u001f\u007f]/.test(uri)
}

function isLength(value: number | null | undefined): value is number {
  return Number.isInteger(value) && Number(value) > 0
}

function columnOf(level: string): string {
  return `features_${level}`
}

/** Undefined where any level is missing, has another length, or holds what no feature is. */
function levelsOf(written: ParquetRow, levels: Levels): Record<string, Float32Array> | undefined {
  const found: Record<string, Float32Array> = {}
  for (const { name, dimensions } of levels) {
    const numbers = numbersIn(written[columnOf(name)])
    if (numbers?.length !== dimensions) return undefined
    if (!numbers.every((value) => Math.abs(value) <= LARGEST)) return undefined
    found[name] = numbers
  }
  return found
}

function numbersIn(values: unknown): Float32Array | undefined {
  if (values instanceof Float32Array) return values
  const isList = Array.isArray(values) && values.every((value): value is number => typeof value === 'number')
  return isList ? Float32Array.from(values) : undefined
}

/** A name that no class may have, or a share that is none, suggests nothing. */
function suggestionOf({
  class: name,
  probability,
}: Pick<z.infer<typeof Row>, 'class' | 'probability'>): Extract<
  ResultRow,
  { kind: 'picture' }
>['suggestion'] {
  const known = ClassName.safeParse(name)
  if (!known.success || typeof probability !== 'number' || !(probability >= 0)) return null
  // Rounding may leave a share a little above 1.
  return { class: known.data, probability: Math.min(1, probability) }
}
