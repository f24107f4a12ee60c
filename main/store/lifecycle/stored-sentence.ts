/**
 * @file Sentences in text columns, stored as JSON. Libraries of earlier versions contain the English text instead: its
 * known forms are mapped to the same keys here; any other text is shown unchanged. The keys in this file are stored in
 * libraries and must not change.
 */
import { PlainSentence, sentence, verbatim, type SentenceKey } from '../../../shared/sentences/sentence.ts'

export function writeSentence(said: PlainSentence): string {
  return JSON.stringify(said)
}

export function readSentence(text: string): PlainSentence {
  return fromJson(text) ?? fromEnglish(text) ?? verbatim(text)
}

function fromJson(text: string): PlainSentence | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    return PlainSentence.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function fromEnglish(text: string): PlainSentence | undefined {
  const whole = WHOLE.get(text)
  if (whole !== undefined) return { key: whole, values: {} }
  for (const { pattern, read } of WITH_VALUE) {
    const value = pattern.exec(text)?.[1]
    if (value !== undefined) return read(value)
  }
  return undefined
}

/** The reasons why files are no photos, and why jobs ended, in the wording of earlier versions. */
const WHOLE: ReadonlyMap<string, SentenceKey> = new Map<string, SentenceKey>([
  ['The process ended before the job did; running it again takes up where it stopped.', 'job-interrupted'],
  ['The file cannot be read: permission is denied.', 'file-denied'],
  ['The file is not there: a link leads nowhere, or it was removed meanwhile.', 'file-vanished'],
  ['The file cannot be read: its links lead in a circle.', 'file-circle'],
  ['The file cannot be read: the disk reports an error.', 'file-disk-error'],
  ['The file cannot be read: its path is too long.', 'file-path-long'],
  ['The file is too large to be read as one picture (over 2 GB).', 'file-huge'],
  ['The folder cannot be read: permission is denied.', 'folder-denied'],
  ['The folder is not there: a link leads nowhere, or it was removed meanwhile.', 'folder-vanished'],
  ['The folder cannot be read: its links lead in a circle.', 'folder-circle'],
  ['The folder cannot be read: the disk reports an error.', 'folder-disk-error'],
  ['The folder cannot be read: its path is too long.', 'folder-path-long'],
  ['The name of the file is not valid UTF-8, so the file cannot be read. Rename it.', 'file-name-not-utf8'],
  [
    'The name of the folder is not valid UTF-8, so the folder cannot be read. Rename it.',
    'folder-name-not-utf8',
  ],
  ['It is not a regular file.', 'not-regular-file'],
  ['The file is empty.', 'file-empty'],
  ['It is not a picture: it begins with zeros only.', 'not-picture-zeros'],
  ['It is not a picture: it is a PDF document.', 'not-picture-pdf'],
  ['It is not a picture: it is a ZIP archive.', 'not-picture-zip'],
  ['It is not a picture: it is a film.', 'not-picture-film'],
  ['It is not a picture: it is a web page or XML.', 'not-picture-web'],
  ['It is not a picture: it is text.', 'not-picture-text'],
  ['It is not a picture: its first bytes are of no known format.', 'not-picture'],
  ['The picture is truncated: its end is missing.', 'picture-truncated'],
])

interface Form {
  readonly pattern: RegExp
  readonly read: (value: string) => PlainSentence
}

const WITH_VALUE: readonly Form[] = [
  {
    pattern: /^(.+) is not supported yet\.$/,
    read: (format) => sentence('format-unsupported', { format }),
  },
  {
    pattern: /^The picture is too large \((.+)\)\.$/,
    read: (decoder) => sentence('picture-too-large', { decoder }),
  },
  {
    pattern: /^The picture is truncated or damaged \((.+)\)\.$/,
    read: (decoder) => sentence('picture-truncated-perhaps', { decoder }),
  },
  {
    pattern: /^The picture is damaged \((.+)\)\.$/,
    read: (decoder) => sentence('picture-damaged', { decoder }),
  },
  {
    pattern: /^The file cannot be read: (.+)$/s,
    read: (reason) => sentence('file-unread', { reason }),
  },
  {
    pattern: /^The folder cannot be read: (.+)$/s,
    read: (reason) => sentence('folder-unread', { reason }),
  },
  {
    pattern: /^The library could not store the file: (.+)$/s,
    read: (reason) => sentence('file-not-stored', { reason }),
  },
]
