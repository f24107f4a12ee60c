/**
 * @file Writes the class of a photo into its own file, by ExifTool.
 *
 * [Note: originals are written] The change is made in a copy beside the file, which first is compared with the original byte by byte. It takes the
 * original's place in one step, and only if its picture is the one that is known (the hash that identifies the photo) and its XMP says what was
 * wanted. Whatever goes wrong before, the original was not touched.
 */
import { constants } from 'node:fs'
import { access, chmod, copyFile, mkdtemp, open, realpath, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type PlainSentence, sentence, verbatim } from '../../../../shared/sentences/sentence.ts'
import { throughUnfinished } from '../../../files/write-atomically.ts'
import type { PhotoFormat } from '../../../ingest/formats.ts'
import { openPicture } from '../../../ingest/read-photo.ts'
import { stampOf } from '../../../ingest/scan.ts'
import { EMPTY_XMP, withClass } from '../../../ingest/xmp/edit-xmp.ts'
import { embeddedBlocks } from '../../../ingest/xmp/embedded.ts'
import { BadXmp } from '../../../ingest/xmp/xmp-document.ts'
import { isUtf8, xmpText } from '../../../ingest/xmp/xmp-text.ts'
import type { PhotoId } from '../../../../shared/domain.ts'
import type { Store } from '../../../store/store.ts'
import { sameBytes } from '../same-bytes.ts'
import { assertCanTake, cannotWrite } from '../write-target.ts'
import { whyChanged } from '../why-changed.ts'
import type { ExifTool } from './exiftool.ts'
import type { Done } from './sidecar.ts'

/** Of other formats every byte identifies the photo, or nothing reads XMP in them: those get a sidecar. */
const TAKES_XMP: readonly string[] = [
  'jpeg',
  'png',
  'webp',
  'tiff',
  'avif',
  'heic',
  'jxl',
] satisfies PhotoFormat[]

export function takesXmp(format: string, file: string): boolean {
  return TAKES_XMP.includes(format) || (format === 'raw' && /\.dng$/i.test(file))
}

/** What is wrong with a change that was made in the copy. */
class Refused extends Error {
  readonly said: PlainSentence

  constructor(said: PlainSentence) {
    super(said.key)
    this.said = said
  }
}

interface Wanted {
  readonly photo: PhotoId
  /** Absolute path. */
  readonly file: string
  readonly className: string | null
}

/** @param tool started when the first file needs it */
export async function embedClass(
  store: Store,
  { photo, file, className }: Wanted,
  { tool, dryRun }: { tool: () => Promise<ExifTool>; dryRun: boolean },
): Promise<Done> {
  const changed = await whyChanged(store, file)
  if (changed !== undefined) return { kind: 'left', file, reason: changed }
  try {
    const { xmp } = await embeddedBlocks(file)
    if (xmp !== undefined && !isUtf8(xmp)) throw new BadXmp('not in UTF-8')
    const before = xmp && xmpText(xmp)
    if (before === undefined && className === null) return { kind: 'nothing' }
    const { text, isChanged, removed } = withClass(before, className)
    if (!isChanged) return { kind: 'same' }
    const original = await realpath(file)
    await assertCanTake(path.dirname(original))
    await access(original, constants.W_OK)
    if (/[\r\n]/.test(original)) throw new Refused(sentence('xmp-odd-path'))
    const program = await tool() // also for a preview: it may be missing
    if (!dryRun)
      await replaceBy(store, { photo, file, className, original, text: text ?? EMPTY_XMP }, program)
    return { kind: 'changed', removed }
  } catch (thrown) {
    if (thrown instanceof BadXmp) return { kind: 'left', file, reason: sentence('xmp-not-merged') }
    if (thrown instanceof Refused) return { kind: 'left', file, reason: thrown.said }
    const error = await cannotWrite(file, thrown)
    if (['disk-full', 'cancelled', 'backend-unavailable'].includes(error.code)) throw error
    return { kind: 'left', file, reason: error.asSentence }
  }
}

interface Replacement extends Wanted {
  readonly original: string
  readonly text: string
}

async function replaceBy(store: Store, wanted: Replacement, tool: ExifTool): Promise<void> {
  const { photo, file, original, text } = wanted
  const { mode } = await stat(original)
  const folder = await mkdtemp(path.join(tmpdir(), 'twinsort-xmp-'))
  let fileHash: string | undefined
  try {
    const xmp = path.join(folder, 'new.xmp')
    await writeFile(xmp, text)
    await throughUnfinished(original, async (copy) => {
      await copyFile(original, copy, constants.COPYFILE_FICLONE)
      if (!(await sameBytes(original, copy))) throw new Refused(sentence('xmp-copy-differs'))
      await chmod(copy, 0o600)
      await tool.putXmp(copy, xmp).catch((thrown: unknown) => {
        const reason = verbatim(thrown instanceof Error ? thrown.message : String(thrown))
        throw new Refused(sentence('xmp-not-taken', { reason }))
      })
      fileHash = await checked(store, wanted, copy)
      await chmod(copy, mode)
      await flushed(copy)
      const changed = await whyChanged(store, file)
      if (changed !== undefined) throw new Refused(changed)
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  await noteChange(store, { photo, file, fileHash })
}

/** @returns the hash of the changed file. @throws Refused where its picture or its XMP is not what it has to be. */
async function checked(store: Store, { photo, text }: Replacement, copy: string): Promise<string> {
  const picture = await openPicture(copy)
  const known = store.photos.get(photo)?.contentHash
  if (picture.kind !== 'picture' || picture.contentHash !== known)
    throw new Refused(sentence('xmp-changes-picture'))
  const { xmp } = await embeddedBlocks(copy)
  const is = xmp === undefined ? '' : xmpText(xmp)
  if (bodyOf(is) !== bodyOf(text))
    throw new Refused(sentence('xmp-not-taken', { reason: sentence('xmp-unreadable') }))
  return picture.fileHash
}

/** Without the lines around it, which ExifTool writes in its own way, and the room behind it. */
function bodyOf(xmp: string): string {
  return xmp.replaceAll(/\ufeff|<\?xpacket[^>]*\?>/gu, '').trim()
}

async function flushed(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** So that the file is known as it is now, and needs not be read again to be exported. */
async function noteChange(
  store: Store,
  { photo, file, fileHash }: { photo: PhotoId; file: string; fileHash: string | undefined },
): Promise<void> {
  const row = store.files.byPath(file)
  if (store.isReadOnly || row?.photoId !== photo || fileHash === undefined) return
  const { rootId, relativePath } = row
  const stamp = stampOf(await stat(file, { bigint: true }))
  store.files.put([{ rootId, relativePath, ...stamp, fileHash, photoId: photo, reason: null }])
}
