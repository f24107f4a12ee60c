/**
 * @file Export as tasks for Label Studio (labelstud.io, "Import pre-annotated data"): confirmed labels as annotations, suggestions as
 * predictions. Pictures are named as Label Studio serves local files, from the indexed folder; those that are elsewhere by their URI, which it takes
 * as well.
 */
import { isElsewhere } from '../../../../shared/elsewhere.ts'
import { nameFromFolder, type ExportRow } from '../rows.ts'
import { writeParts } from '../table.ts'
import type { WriteFormat } from './format.ts'

/** Where Label Studio serves files of its document root. */
export const LOCAL_FILES = '/data/local-files/?d='
const BY = 'Twinsort'

export const writeLabelStudio: WriteFormat = (_, request) =>
  writeParts(request, {
    encode: (rows) => `[${rows.map((row) => JSON.stringify(taskOf(row))).join(',\n')}]\n`,
    isOwn: (start) => start.startsWith(`[{"meta":{"by":"${BY}"}`) || start === '[]\n',
  })

function localFile(row: ExportRow): string {
  return LOCAL_FILES + nameFromFolder(row).split('/').map(encodeURIComponent).join('/')
}

function taskOf(row: ExportRow): object {
  const result = [{ from_name: 'class', to_name: 'image', type: 'choices', value: { choices: [row.class] } }]
  const prediction = {
    model_version: row.head === null ? BY : `head ${row.head}`,
    score: row.probability,
    result,
  }
  return {
    meta: { by: BY },
    data: {
      image: isElsewhere(row.path) ? row.path : localFile(row),
      path: row.path,
      ...(row.part === null ? {} : { split: row.part }),
    },
    ...(row.state === 'confirmed' ? { annotations: [{ result }] } : { predictions: [prediction] }),
  }
}
