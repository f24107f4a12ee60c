/** @file Why a file is no photo: from the errors of the file system and of the decoder. */
import { sentence, type PlainSentence, type Sentence } from '../../shared/sentences/sentence.ts'
import { AppError, codeOf, sentenceOf } from '../../shared/errors.ts'

type FileProblem = 'denied' | 'vanished' | 'circle' | 'disk-error' | 'path-long' | 'huge'

/** Each has a sentence about a file and one about a folder. */
const FILE_PROBLEMS: ReadonlyMap<string, FileProblem> = new Map<string, FileProblem>([
  ['EACCES', 'denied'],
  ['EPERM', 'denied'],
  ['ENOENT', 'vanished'],
  ['ELOOP', 'circle'],
  ['EIO', 'disk-error'],
  ['ENAMETOOLONG', 'path-long'],
  ['ERR_FS_FILE_TOO_LARGE', 'huge'],
])

export function reasonOfFileError(error: unknown, what: 'file' | 'folder'): Sentence {
  const known = FILE_PROBLEMS.get(codeOf(error) ?? '')
  if (known !== undefined) return sentence(`${what}-${known}`)
  return sentence(`${what}-unread`, { reason: sentenceOf(error) })
}

/** Words of libvips and the codecs below it that mean: the file ends too early. */
const TRUNCATED =
  /premature end of JPEG|unexpected end|end of file|bad seek|libpng read error|truncat|read error|EOF/i
const TOO_LARGE = /exceeds pixel limit|too large|exceeds.*limit|image dimensions/i

/**
 * What the decoder's own words mean; they follow in brackets for whoever wants to look further.
 * @param hasEnd whether the file's end is there, as far as the format tells: surer than words.
 */
export function reasonOfDecodeError(error: unknown, hasEnd?: boolean): PlainSentence {
  if (error instanceof AppError) return error.asSentence // a decoder of ours, which says it itself
  const message = error instanceof Error ? error.message : String(error)
  const decoder = message.split('\n').at(-1)?.trim() ?? message
  if (TOO_LARGE.test(message)) return sentence('picture-too-large', { decoder })
  if (hasEnd === false) return sentence('picture-truncated')
  if (hasEnd === undefined && TRUNCATED.test(message))
    return sentence('picture-truncated-perhaps', { decoder })
  return sentence('picture-damaged', { decoder })
}
