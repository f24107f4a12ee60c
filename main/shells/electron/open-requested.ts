/** @file What the person asks for outside the window, by a start or by the menu: a library, and folders to be read. */
import path from 'node:path'
import type { Client } from '../../../shared/client.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { isLibraryLink } from '../../engine/library-link.ts'
import { readFolders } from '../../engine/host/own-client.ts'
import type { StartArguments } from './arguments.ts'

/**
 * Opens the library that is asked for, or else one for these folders, and reads the folders into it.
 * @throws AppError `not-found` for the file of a library that lies beside none; what opening and reading throw
 */
export async function openRequested(
  client: () => Client,
  { folders, library }: StartArguments,
): Promise<void> {
  const alone = folders.find((place) => isLibraryLink(place))
  if (alone !== undefined) throw new AppError('not-found', sentence('library-link-alone', { file: alone }))
  if (library !== undefined) await client().call('open', { library })
  if (folders.length === 0) return
  if (library === undefined) await openLibraryOf(client(), folders)
  await readFolders(client, folders)
}

/** The one that has them, else the open one while it is empty, else a new one that is named after the first. */
async function openLibraryOf(client: Client, folders: readonly string[]): Promise<void> {
  const { libraries } = await client.call('libraries', {})
  const known = libraries.find(({ present, roots }) => present && folders.every((one) => roots.includes(one)))
  if (known !== undefined) await client.call('open', { library: known.library })
  else if (libraries.at(0)?.photos !== 0) await client.call('open', { name: path.basename(folders[0]) })
}
