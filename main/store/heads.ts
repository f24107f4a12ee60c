/** @file The tables of heads with their embeddings and suggestions, and which head is active in a label set. */
import { z } from 'zod'
import { BackendName, type PhotoId, StrategyName } from '../../shared/domain.ts'
import { AppError } from '../../shared/errors.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import type { Codes } from '../math/binary-codes.ts'
import { toFloat16 } from '../math/float16.ts'
import { type Matrix, row as matrixRow } from '../math/matrix.ts'
import { checksumOf } from './recovery/checksums.ts'
import { assertLabelSet } from './decisions/label-sets.ts'
import type { ReadableDatabase, WritableDatabase } from './lifecycle/database.ts'
import { readJson, writeJson } from './lifecycle/json.ts'
import { countPresent, IS_PRESENT } from './photos/photos.ts'
import type { HeadId, HeadRow, Heads, LabelSetId, NewHead, StoredSuggestion } from './types/index.ts'
import { matrixOf, type VectorRow } from './photos/vectors.ts'

const HyperParameters = z.record(z.string(), z.union([z.number(), z.boolean(), z.string()]))
const Metrics = z.record(z.string(), z.number())

const COLUMNS = `heads.id, heads.label_set_id AS labelSet, heads.strategy, heads.backbone_id AS backboneId,
  backbones.name AS backbone, heads.backend, heads.seed, heads.hyper_parameters AS hyperParameters,
  heads.data_hash AS dataHash, heads.labels, heads.classes, heads.metrics, heads.blend, heads.created_at AS createdAt,
  label_sets.active_head_id IS heads.id AS active
  FROM heads JOIN backbones ON backbones.id = heads.backbone_id JOIN label_sets ON label_sets.id = heads.label_set_id`

interface StoredHead extends Omit<
  HeadRow,
  'strategy' | 'backend' | 'hyperParameters' | 'metrics' | 'blend' | 'active'
> {
  strategy: string
  backend: string
  hyperParameters: string
  metrics: string
  blend: string
  active: number
}

export function headsOf(database: WritableDatabase, clock: () => number): Heads {
  return {
    add: (head) => addHead(database, head, clock()),
    list: (labelSet) =>
      database
        .all<StoredHead>(
          `SELECT ${COLUMNS} WHERE heads.label_set_id = ifnull(?, heads.label_set_id) ORDER BY heads.id`,
          labelSet ?? null,
        )
        .map((row) => headOf(row)),
    get: (id) => {
      const row = database.first<StoredHead>(`SELECT ${COLUMNS} WHERE heads.id = ?`, id)
      return row && headOf(row)
    },
    weights: (id) => {
      const row = database.first<{ weights: Uint8Array }>('SELECT weights FROM heads WHERE id = ?', id)
      if (row === undefined) throw unknownHead(id)
      return row.weights
    },
    report: (id) => {
      const row = database.first<{ report: string | null }>('SELECT report FROM heads WHERE id = ?', id)
      if (row === undefined) throw unknownHead(id)
      return row.report === null ? null : readJson(z.json(), row.report, `report of head ${id}`)
    },
    putEmbeddings: (headId, ids, embeddings, codes) => {
      database.transaction(() => {
        putEmbeddings(database, headId, ids, embeddings, codes)
      })
    },
    embedded: (headId) => embeddedPhotos(database, headId),
    embeddings: (headId) => loadEmbeddings(database, headId),
    codes: (headId) => loadCodes(database, headId),
    putSuggestions: (headId, suggestions) => {
      database.transaction(() => {
        putSuggestions(database, headId, suggestions)
      })
    },
    suggestions: (headId) =>
      database.all<StoredSuggestion>(
        `SELECT photos.id AS photo, class_id AS classId, probability FROM suggestions
          JOIN photos ON photos.id = suggestions.photo_id WHERE head_id = ? AND ${IS_PRESENT} ORDER BY photos.id`,
        headId,
      ),
    activate: (labelSet, id) => {
      activate(database, labelSet, id)
    },
    active: (labelSet) => activeHead(database, labelSet),
  }
}

function unknownHead(id: HeadId): AppError {
  return new AppError('not-found', sentence('no-head', { head: id }), { head: id })
}

function addHead(database: WritableDatabase, head: NewHead, now: number): HeadId {
  const metrics = writeJson(Metrics, head.metrics, "A head's metrics")
  const blend = writeJson(z.json(), head.blend, "A head's blend")
  return database.run(
    `INSERT INTO heads (label_set_id, strategy, backbone_id, backend, seed, hyper_parameters, data_hash, labels, classes,
      metrics, weights, blend, report, created_at, checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    head.labelSet,
    head.strategy,
    head.backboneId,
    head.backend,
    head.seed,
    writeJson(HyperParameters, head.hyperParameters, "A head's hyper-parameters"),
    head.dataHash,
    head.labels,
    head.classes,
    metrics,
    head.weights,
    blend,
    head.report === null ? null : writeJson(z.json(), head.report, "A head's report"),
    now,
    checksumOf(head.weights, blend, metrics),
  ).id
}

function headOf(row: StoredHead): HeadRow {
  return {
    ...row,
    strategy: StrategyName.parse(row.strategy),
    backend: BackendName.parse(row.backend),
    hyperParameters: readJson(HyperParameters, row.hyperParameters, `hyper-parameters of head ${row.id}`),
    metrics: readJson(Metrics, row.metrics, `metrics of head ${row.id}`),
    blend: readJson(z.json(), row.blend, `blend of head ${row.id}`),
    active: row.active === 1,
  }
}

function putEmbeddings(
  database: WritableDatabase,
  headId: HeadId,
  ids: readonly PhotoId[],
  embeddings: Matrix,
  codes: Codes | undefined,
): void {
  if (ids.length !== embeddings.rows) {
    throw new AppError('internal', `${embeddings.rows} embeddings do not belong to ${ids.length} photos.`)
  }
  for (const [index, id] of ids.entries()) {
    const vector = toFloat16(matrixRow(embeddings, index))
    const code = codes?.data.slice(index * codes.bytes, (index + 1) * codes.bytes) ?? null
    database.run(
      `INSERT INTO embeddings (head_id, photo_id, vector, code, checksum) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET vector = excluded.vector, code = excluded.code, checksum = excluded.checksum`,
      headId,
      id,
      vector,
      code,
      checksumOf(vector, code),
    )
  }
}

function loadCodes(database: ReadableDatabase, headId: HeadId): Codes | undefined {
  const codes: Uint8Array[] = []
  for (const { code } of database.each<{ code: Uint8Array | null }>(
    `SELECT embeddings.code FROM embeddings JOIN photos ON photos.id = embeddings.photo_id
      WHERE head_id = ? AND ${IS_PRESENT} ORDER BY photo_id`,
    headId,
  )) {
    if (code === null) return undefined
    codes.push(code)
  }
  const bytes = codes.at(0)?.length ?? 0
  const data = new Uint8Array(codes.length * bytes)
  codes.forEach((code, index) => {
    data.set(code, index * bytes)
  })
  return codes.length === 0 ? undefined : { rows: codes.length, bytes, data }
}

/** The index contains the whole key: without it SQLite would read all the vectors. */
function embeddedPhotos(database: ReadableDatabase, headId: HeadId): PhotoId[] {
  return database
    .all<{ id: PhotoId }>(
      `SELECT photo_id AS id FROM embeddings INDEXED BY embeddings_by_photo WHERE head_id = ? ORDER BY photo_id`,
      headId,
    )
    .map(({ id }) => id)
}

function loadEmbeddings(database: ReadableDatabase, headId: HeadId): { ids: PhotoId[]; matrix: Matrix } {
  const first = database.first<{ bytes: number }>(
    'SELECT length(vector) AS bytes FROM embeddings WHERE head_id = ? LIMIT 1',
    headId,
  )
  const rows = database.each<VectorRow>(
    `SELECT photos.id, embeddings.vector FROM embeddings JOIN photos ON photos.id = embeddings.photo_id
      WHERE embeddings.head_id = ? AND ${IS_PRESENT} ORDER BY embeddings.photo_id`,
    headId,
  )
  return matrixOf(rows, countPresent(database), (first?.bytes ?? 0) / 2)
}

function putSuggestions(
  database: WritableDatabase,
  headId: HeadId,
  suggestions: readonly StoredSuggestion[],
): void {
  database.run('DELETE FROM suggestions WHERE head_id = ?', headId)
  for (const { photo, classId, probability } of suggestions) {
    database.run('INSERT INTO suggestions VALUES (?, ?, ?, ?)', headId, photo, classId, probability)
  }
}

function activate(database: WritableDatabase, labelSet: LabelSetId, id: HeadId | null): void {
  assertLabelSet(database, labelSet)
  if (id !== null) {
    const head = database.first('SELECT 1 FROM heads WHERE id = ? AND label_set_id = ?', id, labelSet)
    if (head === undefined) throw unknownHead(id)
  }
  database.run('UPDATE label_sets SET active_head_id = ? WHERE id = ?', id, labelSet)
}

function activeHead(database: ReadableDatabase, labelSet: LabelSetId): HeadId | null {
  const row = database.first<{ id: HeadId | null }>(
    'SELECT active_head_id AS id FROM label_sets WHERE id = ?',
    labelSet,
  )
  return row?.id ?? null
}
