/**
 * @file Copies that do not say where they were taken. A copy is only kept if nothing in it tells the place any more and its picture is
 * the same; else the photo is left out, with the reason, since whoever asks for this gives the copies away.
 */
import { AppError } from '../../../shared/errors.ts'
import { sentence, verbatim, type Sentence } from '../../../shared/sentences/sentence.ts'
import { openPicture } from '../../ingest/read-photo.ts'
import type { ExifTool } from './keywords/exiftool.ts'

/** Of those that could not be taken out, so many are named. */
const NAMED_TAGS = 3

/**
 * @param file absolute path of the copy, which is changed
 * @param photo the content hash that it must have also afterwards
 * @throws AppError `conflict` with why the copy may not be kept
 */
export async function leaveOutPlace(
  tool: Pick<ExifTool, 'leaveOutPlace'>,
  file: string,
  photo: string,
): Promise<void> {
  if (/[\r\n]/.test(file)) throw refused(sentence('xmp-odd-path'))
  const left = await tool.leaveOutPlace(file).catch((thrown: unknown) => {
    const reason = verbatim(thrown instanceof Error ? thrown.message : String(thrown))
    throw refused(sentence('place-not-left-out', { reason }))
  })
  if (left.length > 0) throw refused(sentence('place-stays', { tags: left.slice(0, NAMED_TAGS).join(', ') }))
  const picture = await openPicture(file)
  if (picture.kind !== 'picture' || picture.contentHash !== photo)
    throw refused(sentence('place-changes-picture'))
}

function refused(reason: Sentence): AppError {
  return new AppError('conflict', reason)
}
