/** @file Where an export goes, by what it is: a file for the tables, a folder for the folders. Pure. */
import { EXPORT_FORMATS, type ExportFormat } from '../../../shared/contract/export-formats.ts'

const EXTENSIONS: readonly string[] = Object.values(EXPORT_FORMATS)
  .map(({ extension }) => extension)
  .filter((extension) => extension !== '')

/** The target inside a folder that was chosen; never the folder itself, which may hold other things. */
export function targetIn(folder: string, name: string, format: ExportFormat): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/'
  const start = folder.endsWith(separator) ? folder : `${folder}${separator}`
  return `${start}${safeName(name)}${EXPORT_FORMATS[format].extension}`
}

/** The same target for another format: only its extension changes. */
export function targetAs(target: string, format: ExportFormat): string {
  if (target === '') return ''
  return withoutExtension(target) + EXPORT_FORMATS[format].extension
}

/** The file for the history beside such a target. */
export function historyBeside(target: string): string {
  if (target === '') return ''
  return `${withoutExtension(target).replace(/-(sorted|history)$/, '')}-history.jsonl`
}

function withoutExtension(target: string): string {
  const found = EXTENSIONS.find((extension) => target.toLowerCase().endsWith(extension))
  return found === undefined ? target : target.slice(0, -found.length)
}

/** What no system takes in a name becomes a dash; the engine does the same to classes. */
function safeName(name: string): string {
  const safe = name.replaceAll(/[<>:"/\\|?*,]+/g, '-').trim()
  return `${safe === '' ? 'photos' : safe}-sorted`
}
