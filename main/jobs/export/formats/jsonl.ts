/** @file Export as JSON lines: one object for each photo. */
import { columnsOf, writeTable } from '../table.ts'
import type { WriteFormat } from './format.ts'

export const writeJsonLines: WriteFormat = (_, request) =>
  writeTable(request, {
    encode: (rows) => {
      const columns = columnsOf(rows)
      return rows
        .map((row) => {
          const all = { ...row, split: row.part }
          return `${JSON.stringify(Object.fromEntries(columns.map((column) => [column, all[column]])))}\n`
        })
        .join('')
    },
    isOwn: (start) => /^\{"path":".*"state":"/.test(start.split('\n', 1)[0]),
  })
