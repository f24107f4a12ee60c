/** @file Why a file is no photo, as a sentence for the person: from the errors of the file system and of the decoder. */

const FILE_ERRORS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'cannot be read: permission is denied.'],
  ['EPERM', 'cannot be read: permission is denied.'],
  ['ENOENT', 'is not there: a link leads nowhere, or it was removed meanwhile.'],
  ['ELOOP', 'cannot be read: its links lead in a circle.'],
  ['EIO', 'cannot be read: the disk reports an error.'],
  ['ENAMETOOLONG', 'cannot be read: its path is too long.'],
  ['ERR_FS_FILE_TOO_LARGE', 'is too large to be read as one picture (over 2 GB).'],
])

/** @param subject how the sentence begins: "The file", "The folder". */
export function reasonOfFileError(error: unknown, subject: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const known = FILE_ERRORS.get(code)
  if (known !== undefined) return `${subject} ${known}`
  return `${subject} cannot be read: ${error instanceof Error ? error.message : String(error)}`
}

/** Words of libvips and the codecs below it that mean: the file ends too early. */
const TRUNCATED =
  /premature end of JPEG|unexpected end|end of file|bad seek|libpng read error|truncat|read error|EOF/i
const TOO_LARGE = /exceeds pixel limit|too large|exceeds.*limit|image dimensions/i

/**
 * What the decoder's own words mean; they follow in brackets for whoever wants to look further.
 * @param hasEnd whether the file's end is there, as far as the format tells: surer than words.
 */
export function reasonOfDecodeError(error: unknown, hasEnd?: boolean): string {
  const message = error instanceof Error ? error.message : String(error)
  const first = message.split('\n').at(-1)?.trim() ?? message
  if (TOO_LARGE.test(message)) return `The picture is too large (${first}).`
  if (hasEnd === false) return 'The picture is truncated: its end is missing.'
  if (hasEnd === undefined && TRUNCATED.test(message))
    return `The picture is truncated or damaged (${first}).`
  return `The picture is damaged (${first}).`
}
