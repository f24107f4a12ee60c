/** @file Files as the Ray job of an export writes them, by the layout that import-results.test.ts is about. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { SchemaElement } from 'hyparquet'
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer'
import { thumbnailPath } from '../../main/ingest/thumbnails.ts'
import type { Level, Store } from '../../main/store/store.ts'
import { Random } from '../../main/math/random.ts'
import { drawPixels, sharpOf } from './photos/pictures.ts'

export interface ResultFacts {
  readonly backbone: string
  readonly backboneSha256: string
  readonly levels: readonly Level[]
}

export interface WrittenRow {
  uri: string
  content_hash?: string | null
  width?: number | null
  height?: number | null
  class?: string | null
  probability?: number | null
  thumbnail?: Uint8Array | null
  error?: string | null
  /** By the name of the level. */
  levels?: Readonly<Record<string, readonly number[]>>
}

export interface WrittenFile {
  readonly rows: readonly WrittenRow[]
  readonly facts: ResultFacts
  readonly rowGroupSize?: number
  /** Instead of what a job says of its file; null: nothing. */
  readonly words?: string | null
  readonly codec?: 'SNAPPY' | 'UNCOMPRESSED'
}

export async function writeResults(file: string, written: WrittenFile): Promise<void> {
  const { rows, facts, rowGroupSize = 3, codec = 'SNAPPY' } = written
  const said = { format: 'twinsort-ray', version: 1, head: 1, twinsort: '1.0.0', ...facts }
  const words = written.words === undefined ? JSON.stringify(said) : written.words
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(facts.levels),
    kvMetadata: words === null ? [] : [{ key: 'twinsort', value: words }],
    codec,
  })
  await writer.write({ columnData: columnsOf(rows, facts.levels), rowGroupSize })
  await writer.finish()
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, bytes.getBytes())
}

export function schemaOf(levels: readonly Level[]): SchemaElement[] {
  return [
    { name: 'results', num_children: FLAT.length + levels.length },
    ...FLAT,
    ...levels.flatMap(({ name }) => listOfNumbers(`features_${name}`)),
  ]
}

export function columnsOf(rows: readonly WrittenRow[], levels: readonly Level[]): ColumnSource[] {
  const flat = FLAT.map(({ name }): ColumnSource => ({ name, data: rows.map((row) => row[name] ?? null) }))
  const lists = levels.map(({ name }): ColumnSource => ({
    name: `features_${name}`,
    data: rows.map((row) => row.levels?.[name] ?? null),
  }))
  return [...flat, ...lists]
}

/** Small ones that no network made, each class near its own corner, with drawn thumbnails. */
export async function drawnResults(
  classes: readonly string[],
  { each, levels, bucket = 's3://bucket' }: { each: number; levels: readonly Level[]; bucket?: string },
): Promise<WrittenRow[]> {
  const random = new Random(5)
  const rows: WrittenRow[] = []
  for (const [number, name] of classes.entries()) {
    for (let photo = 0; photo < each; photo += 1) {
      const thumbnail = await sharpOf(await drawPixels(name, random))
        .jpeg()
        .toBuffer()
      const values = (dimensions: number) =>
        Array.from({ length: dimensions }, (_, at) => (at === number ? 4 : 0) + random.next())
      rows.push({
        uri: `${bucket}/${name}/${photo}.jpg`,
        content_hash: createHash('sha256').update(`${bucket} ${name} ${photo}`).digest('hex'),
        ...{ width: 640, height: 480, class: name, probability: 0.5 + 0.4 * random.next(), thumbnail },
        levels: Object.fromEntries(levels.map((level) => [level.name, values(level.dimensions)])),
      })
    }
  }
  return rows
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' } as const

const FLAT = [
  { name: 'uri', ...TEXT },
  { name: 'content_hash', ...TEXT },
  { name: 'width', type: 'INT32', repetition_type: 'OPTIONAL' },
  { name: 'height', type: 'INT32', repetition_type: 'OPTIONAL' },
  { name: 'class', ...TEXT },
  { name: 'probability', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  { name: 'thumbnail', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
  { name: 'error', ...TEXT },
] as const satisfies SchemaElement[]

function listOfNumbers(name: string): SchemaElement[] {
  return [
    {
      ...{ name, repetition_type: 'OPTIONAL', num_children: 1 },
      ...{ converted_type: 'LIST', logical_type: { type: 'LIST' } },
    },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    { name: 'element', type: 'FLOAT', repetition_type: 'OPTIONAL' },
  ]
}

/** What a job would have written of the photos of an indexed library, at these addresses. */
export async function resultsOf(
  store: Store,
  uriOf: (file: string) => string,
): Promise<Pick<WrittenFile, 'rows' | 'facts'>> {
  const used = store.features.active()
  const backbone = used && store.features.backbone(used.id)
  if (backbone === undefined) throw new Error('No photo was read.')
  const rows: WrittenRow[] = []
  for (const [id, file] of store.files.paths()) {
    const photo = store.photos.get(id)
    if (photo === undefined) continue
    const levels = backbone.levels.map(({ name }): [string, number[]] => [
      name,
      [...store.features.some(backbone.id, name, [id]).data],
    ])
    rows.push({
      uri: uriOf(file),
      ...{ content_hash: photo.contentHash, width: photo.width, height: photo.height },
      ...{ class: path.basename(path.dirname(file)), probability: 0.96 },
      thumbnail: await readFile(thumbnailPath(store.folder ?? '', photo.contentHash)),
      levels: Object.fromEntries(levels),
    })
  }
  const { name, sha256, levels } = backbone
  return { rows, facts: { backbone: name, backboneSha256: sha256, levels } }
}
