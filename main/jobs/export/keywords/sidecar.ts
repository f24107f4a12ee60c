/** @file Writes the class of a photo into the XMP file beside it: into the one that is there, or into a new one. */
import { constants } from 'node:fs'
import { access, realpath, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { type PlainSentence, sentence } from '../../../../shared/sentences/sentence.ts'
import { codeOf } from '../../../../shared/errors.ts'
import { writeAtomically } from '../../../files/write-atomically.ts'
import { withClass } from '../../../ingest/xmp/edit-xmp.ts'
import { readSidecar } from '../../../ingest/xmp/photo-keywords.ts'
import { BadXmp } from '../../../ingest/xmp/xmp-document.ts'
import { isUtf8, xmpText } from '../../../ingest/xmp/xmp-text.ts'
import { assertCanTake, cannotWrite, makeFolder } from '../write-target.ts'

/** What came of one file. */
export type Done =
  | { readonly kind: 'made' | 'changed' | 'removed'; readonly removed: number }
  | { readonly kind: 'same' | 'nothing' }
  | { readonly kind: 'left'; readonly file: string; readonly reason: PlainSentence }

/**
 * @param file absolute path of the XMP, whether it is there or not
 * @param className null to take out what Twinsort wrote
 */
export async function writeSidecar(file: string, className: string | null, dryRun: boolean): Promise<Done> {
  try {
    const bytes = await readSidecar(file).catch((thrown: unknown) => {
      if (codeOf(thrown) === 'ENOENT') return undefined
      throw thrown
    })
    if (bytes === undefined && className === null) return { kind: 'nothing' }
    if (bytes !== undefined && !isUtf8(bytes)) throw new BadXmp('not in UTF-8')
    const { text, isChanged, removed } = withClass(textOf(bytes), className)
    if (!isChanged) return { kind: bytes === undefined ? 'nothing' : 'same' }
    await put(file, text, { isThere: bytes !== undefined, dryRun })
    if (text === undefined) return { kind: 'removed', removed }
    return { kind: bytes === undefined ? 'made' : 'changed', removed }
  } catch (thrown) {
    if (thrown instanceof BadXmp) return { kind: 'left', file, reason: sentence('xmp-not-merged') }
    const error = await cannotWrite(file, thrown)
    if (error.code === 'disk-full' || error.code === 'cancelled') throw error
    return { kind: 'left', file, reason: error.asSentence }
  }
}

/** Nothing of a file without anything in it. */
function textOf(bytes: Buffer | undefined): string | undefined {
  const text = bytes && xmpText(bytes)
  return text?.trim() === '' ? undefined : text
}

/** A file that may not be written is not written either by putting another one in its place. */
async function put(
  file: string,
  text: string | undefined,
  { isThere, dryRun }: { isThere: boolean; dryRun: boolean },
): Promise<void> {
  const folder = path.dirname(file)
  await assertCanTake(folder)
  if (isThere) await access(file, constants.W_OK)
  if (dryRun) return
  if (text === undefined) return rm(file)
  await makeFolder(folder)
  const mode = isThere ? (await stat(file)).mode : undefined
  // What a link leads to is written, not the link.
  await writeAtomically(isThere ? await realpath(file) : file, text, {
    flush: true,
    ...(mode === undefined ? {} : { mode }),
  })
}
