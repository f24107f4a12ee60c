/**
 * @file Export as COCO (cocodataset.org, "Data format"): each photo with one annotation as large as itself, since its class is that of the
 * whole picture. A suggestion carries its probability as `score`, as results of COCO do.
 */
import type { Store } from '../../../store/store.ts'
import { nameFromFolder, type ExportRow } from '../rows.ts'
import { writeParts } from '../table.ts'
import type { WriteFormat } from './format.ts'

const START = '{"info":{"description":"Classes of photos, exported by Twinsort"'

export const writeCoco: WriteFormat = ({ store }, request) =>
  writeParts(request, {
    encode: (rows, all) => encode(rows, categoriesOf(all), store),
    isOwn: (start) => start.startsWith(START),
  })

/** The same numbers in each part of a data set. */
function categoriesOf(rows: readonly ExportRow[]): Map<string, number> {
  const names = [...new Set(rows.map((row) => row.class))].sort()
  return new Map(names.map((name, index) => [name, index + 1]))
}

function* encode(
  rows: readonly ExportRow[],
  categories: ReadonlyMap<string, number>,
  store: Store,
): Generator<string> {
  const images: string[] = []
  const annotations: string[] = []
  for (const row of rows) {
    const { width, height, takenAt } = store.photos.get(row.photo) ?? { width: 0, height: 0, takenAt: null }
    images.push(
      JSON.stringify({
        id: row.photo,
        file_name: nameFromFolder(row),
        width,
        height,
        ...(takenAt === null ? {} : { date_captured: new Date(takenAt).toISOString() }),
        path: row.path,
      }),
    )
    annotations.push(
      JSON.stringify({
        id: row.photo,
        image_id: row.photo,
        category_id: categories.get(row.class),
        bbox: [0, 0, width, height],
        area: width * height,
        segmentation: [],
        iscrowd: 0,
        state: row.state,
        ...(row.state === 'suggested' ? { score: row.probability } : {}),
      }),
    )
  }
  const named = [...categories].map(([name, id]) => JSON.stringify({ id, name, supercategory: '' }))
  yield `${START},"version":"1.0"},"licenses":[],`
  yield* list('images', images)
  yield ','
  yield* list('annotations', annotations)
  yield ','
  yield* list('categories', named)
  yield '}\n'
}

function* list(name: string, records: readonly string[]): Generator<string> {
  yield `"${name}":[`
  for (const [index, record] of records.entries()) yield `${index === 0 ? '' : ','}\n${record}`
  yield ']'
}
