/** @file Export as JSON lines: one object for each photo. */
import { COLUMNS, writeTable } from '../table.ts'
import type { WriteFormat } from './format.ts'

export const writeJsonLines: WriteFormat = (_, request) =>
  writeTable(request, {
    encode: (rows) =>
      rows
        .map(
          (row) => `${JSON.stringify(Object.fromEntries(COLUMNS.map((column) => [column, row[column]])))}\n`,
        )
        .join(''),
    isOwn: (start) => /^\{"path":".*"state":"/.test(start.split('\n', 1)[0]),
  })
