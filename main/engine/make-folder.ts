/** @file Makes a folder for the dialog of a window that has no native one. */
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { Output, Parsed } from '../../shared/contract.ts'
import { canonicalLevel } from '../../shared/class-name.ts'
import { AppError, codeOf } from '../../shared/errors.ts'
import { byteLength, forbiddenIn, isReserved, LONGEST_NAME } from '../../shared/file-name.ts'
import { type Sentence, sentence } from '../../shared/sentences/sentence.ts'
import { cannotWrite } from '../jobs/export/write-target.ts'

/** @throws AppError `bad-input` for a name that some system would not take, `not-found`, or `conflict` where it cannot be made. */
export async function makeFolderIn({
  parent,
  name: written,
}: Parsed<'makeFolder'>): Promise<Output<'makeFolder'>> {
  const name = written.normalize('NFC').trim()
  const problem = problemOf(name)
  if (problem !== undefined) throw new AppError('bad-input', problem)
  const found = path.isAbsolute(parent) ? await stat(parent).catch(() => undefined) : undefined
  if (found?.isDirectory() !== true)
    throw new AppError('not-found', sentence('no-such-folder', { folder: parent }))
  const folder = path.join(parent, name)
  try {
    await mkdir(folder)
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST')
      throw new AppError('conflict', sentence('name-taken', { name }), undefined, thrown)
    throw await cannotWrite(folder, thrown, parent)
  }
  return { path: folder }
}

function problemOf(name: string): Sentence | undefined {
  if (name === '') return sentence('folder-unnamed')
  const character = forbiddenIn(name).at(0)
  if (character !== undefined) return sentence('names-forbidden', { character })
  if (canonicalLevel(name) !== name) return sentence('folder-name-unseen')
  // One that begins with a dot is hidden, also from the dialog that made it; Windows takes away a dot at the end.
  if (/^\.|\.$/u.test(name)) return sentence('folder-name-dot')
  if (isReserved(name)) return sentence('name-reserved', { name })
  return byteLength(name) > LONGEST_NAME ? sentence('target-name-long', { file: name }) : undefined
}
