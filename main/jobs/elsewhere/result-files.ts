/** @file The files of results that are meant: those that were named, and all Parquet files in folders that were. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

/** In the folder that a job writes, beside the lists of what it was to read. */
const PARTS = 'parts'

/** Parts that are not finished, and notes of the engine that wrote them, begin like this. */
const LEFT_OUT = /^[._]/

/**
 * @param named absolute
 * @returns absolute, each once
 * @throws AppError `bad-input` for a path that is not absolute, or a folder without such files
 */
export async function resultFiles(named: readonly string[]): Promise<string[]> {
  const found = new Set<string>()
  for (const place of named) {
    if (!path.isAbsolute(place))
      throw new AppError('bad-input', sentence('results-relative', { file: place }))
    const files = (await isFolder(place)) ? await partsIn(place) : [path.normalize(place)]
    if (files.length === 0) {
      throw new AppError('bad-input', sentence('results-none', { folder: place }), { folder: place })
    }
    for (const file of files) found.add(file)
  }
  return [...found]
}

async function isFolder(place: string): Promise<boolean> {
  return (await stat(place).catch(() => undefined))?.isDirectory() === true
}

async function partsIn(named: string): Promise<string[]> {
  const folder = (await isFolder(path.join(named, PARTS))) ? path.join(named, PARTS) : named
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.parquet$/i.test(entry.name) && !LEFT_OUT.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
}
