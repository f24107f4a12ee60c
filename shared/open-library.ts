/**
 * @file Which calls mean the library that is open, without naming it. Another one may be opened while such a call is on its way, and
 * the numbers of photos, pages and jobs are small in both: an answer must not come from, nor a change reach, another library than
 * the caller saw. The same holds for another label set of the same library, with which it is opened anew: docs/adr/0045.
 */
import { z } from 'zod'
import type { Method } from './contract.ts'

/** They are about the list of libraries, the disk or the machine. */
const ABOUT_NO_LIBRARY = new Set<Method>([
  ...(['libraries', 'open', 'forgetLibrary', 'libraryPictures'] as const),
  ...(['browse', 'survey', 'makeFolder', 'drawExample', 'doctor'] as const),
  ...(['preferences', 'changePreferences', 'licences'] as const),
])
/** They mean the open library where their input names none. */
const MAY_NAME_ONE = new Set<Method>(['backups', 'restore', 'repair'])
/** They open a library themselves, so that their answer comes after it. */
const OPENING = new Set<Method>(['open', 'restore', 'repair', 'chooseLabelSet'])

const Naming = z.looseObject({ library: z.string() })

export function meansOpenLibrary(method: Method, input: unknown): boolean {
  if (MAY_NAME_ONE.has(method)) return !Naming.safeParse(input).success
  return !ABOUT_NO_LIBRARY.has(method)
}

/** Whether its answer is of no use once another library is open. */
export function endsWithLibrary(method: Method, input: unknown): boolean {
  return meansOpenLibrary(method, input) && !OPENING.has(method)
}
