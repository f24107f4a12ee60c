/** @file Where an export goes, by what it is: a file for the tables, a folder for the folders. Pure. */
import type { ExportFormat } from '../../../shared/contract/library.ts'

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  csv: '.csv',
  jsonl: '.jsonl',
  imagefolder: '',
  onnx: '.onnx',
}

/** The target inside a folder that was chosen; never the folder itself, which may hold other things. */
export function targetIn(folder: string, name: string, format: ExportFormat): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  const start = folder.endsWith(separator) ? folder : `${folder}${separator}`
  return `${start}${safeName(name)}${EXTENSIONS[format]}`
}

/** The same target for another format: only its extension changes. */
export function targetAs(target: string, format: ExportFormat): string {
  if (target === '') return ''
  return target.replace(/\.(csv|jsonl|onnx)$/i, '') + EXTENSIONS[format]
}

/** The file for the history beside such a target. */
export function historyBeside(target: string): string {
  if (target === '') return ''
  return `${target.replace(/\.(csv|jsonl|onnx)$/i, '').replace(/-(sorted|history)$/, '')}-history.jsonl`
}

/** What no system takes in a name becomes a dash; the engine does the same to classes. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[<>:"/\\|?*,]+/g, '-').trim()
  return `${safe === '' ? 'photos' : safe}-sorted`
}
