/** @file Looks for a folder of which only the name is known where people usually keep folders. */
import type { Client } from '../../../shared/client.ts'

/** @returns its absolute path where just one folder of that name lies there; else nothing can be said. */
export async function findFolder(client: Pick<Client, 'call'>, name: string): Promise<string | undefined> {
  const wanted = name.normalize('NFC')
  const { places } = await client.call('browse', {})
  const listings = places.map(({ path }) => client.call('browse', { path }).catch(() => undefined))
  const folders = (await Promise.all(listings)).flatMap((listing) => listing?.folders ?? [])
  const found = new Set(
    folders.filter((each) => each.name.normalize('NFC') === wanted).map(({ path }) => path),
  )
  return found.size === 1 ? [...found][0] : undefined
}
