/** @file The file in a library's folder that holds its log: see main/jobs/kept-log.ts. */
import path from 'node:path'
import { LineFile } from './line-file.ts'

/** Bytes of the log, and of the older one beside it: together some thousand jobs. */
const MOST_BYTES = 256 * 1024

/** @param library absolute path of its folder */
export function logFile(library: string): string {
  return path.join(library, 'library.log')
}

export function logLines(library: string): LineFile {
  return new LineFile(logFile(library), MOST_BYTES)
}
