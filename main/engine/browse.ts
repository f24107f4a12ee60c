/** @file Folders and files on this machine, for the dialog of a window that has no native one. */
import { existsSync, statSync, type Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Output, Parsed } from '../../shared/contract.ts'
import { AppError } from '../../shared/errors.ts'
import { hasExtension } from '../../shared/has-extension.ts'
import { sentence } from '../../shared/sentences/sentence.ts'
import { hasPictureExtension } from '../ingest/formats.ts'
import type { Call } from './handler.ts'

type Place = Output<'browse'>['places'][number]

/** Below the person's own folder, by the names that systems give them. */
const USUAL_FOLDERS = ['Pictures', 'Desktop', 'Downloads', 'Documents']
/** Where systems put drives. */
const DRIVE_FOLDERS = ['/Volumes', '/media', '/run/media', '/mnt']

/** @throws AppError `not-found` or `bad-input` that names the folder. */
export async function browse({ path: wanted, extension }: Parsed<'browse'>): Promise<Output<'browse'>> {
  const folder = fromHome(wanted ?? '~')
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
  const shown = entries.filter(({ name }) => !name.startsWith('.'))
  const placesOf = (found: readonly Dirent[]): Place[] =>
    found
      .map(({ name }) => ({ name, path: path.join(folder, name) }))
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  const isWanted = ({ name }: Dirent): boolean => extension !== undefined && hasExtension(name, extension)
  const parent = path.dirname(folder)
  return {
    path: folder,
    parent: parent === folder ? null : parent,
    places: await places(),
    folders: placesOf(shown.filter((entry) => isFolder(folder, entry))),
    files: placesOf(shown.filter((entry) => isWanted(entry) && !isFolder(folder, entry))),
    pictures: entries.filter((entry) => entry.isFile() && hasPictureExtension(entry.name)).length,
  }
}

/** @throws AppError `not-found` or `bad-input` that names the folder. */
export async function surveyFolder(
  { folder: wanted }: Parsed<'survey'>,
  { signal }: Call,
): Promise<Output<'survey'>> {
  const folder = fromHome(wanted)
  const { survey } = await import('../ingest/survey.ts')
  return survey(folder, signal).catch((error: unknown) => {
    throw unreadable(folder, error)
  })
}

/** As a person writes it: `~` is their own folder, and what does not begin at a root begins there. */
function fromHome(written: string): string {
  return path.resolve(os.homedir(), written.replace(/^~(?=$|[\\/])/, '.'))
}

/** Also through a symbolic link, unless it leads nowhere, in a circle, or to where this person may not look. */
function isFolder(parent: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  try {
    return statSync(path.join(parent, entry.name)).isDirectory()
  } catch {
    return false
  }
}

async function places(): Promise<Place[]> {
  const home = os.homedir()
  const usual = USUAL_FOLDERS.map((name) => path.join(home, name)).filter((folder) => existsSync(folder))
  return [home, ...usual, ...(await drives())].map((folder) => ({
    name: path.basename(folder) || folder,
    path: folder,
  }))
}

async function drives(): Promise<string[]> {
  if (process.platform === 'win32') {
    return Array.from('CDEFGHIJKLMNOPQRSTUVWXYZ', (letter) => `${letter}:\\`).filter((root) =>
      existsSync(root),
    )
  }
  const user = userName()
  const found: string[] = []
  for (const folder of DRIVE_FOLDERS) {
    const own = user && path.join(folder, user) // most systems keep a person's drives apart
    const from = own && existsSync(own) ? own : folder
    const entries = await readdir(from, { withFileTypes: true }).catch(() => [])
    found.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => path.join(from, name)))
  }
  return found
}

/** Undefined where the user has no entry of its own, as in many containers. */
function userName(): string | undefined {
  try {
    return os.userInfo().username
  } catch {
    return undefined
  }
}

function unreadable(folder: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause // it was cancelled
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT')
    return new AppError('not-found', sentence('folder-gone', { folder }), { folder }, cause)
  if (code === 'ENOTDIR')
    return new AppError('bad-input', sentence('folder-is-none', { folder }), { folder }, cause)
  return new AppError('bad-input', sentence('folder-closed', { folder }), { folder }, cause)
}
