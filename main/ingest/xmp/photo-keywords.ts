/**
 * @file The keywords of a photo, from its file and the XMP beside it, each as a path of words.
 *
 * [Note: keywords that are one] Programs write a word of a tree several times: as a path (`animals|birds`), and each word of it alone, for
 * programs that know no trees. What stands in a path of the photo already is not a keyword of its own, and a path that another one goes on
 * from is not either.
 */
import { readFile, stat } from 'node:fs/promises'
import { canonicalLevel } from '../../../shared/class-name.ts'
import { embeddedBlocks } from './embedded.ts'
import { iptcKeywords } from './iptc.ts'
import { wordsOf, type ListName } from './names.ts'
import type { Sidecars } from './sidecars.ts'
import { BadXmp, LONGEST_XMP, readXmp } from './xmp-document.ts'
import { xmpText } from './xmp-text.ts'

export interface PhotoKeywords {
  /** Each once, by name. */
  readonly keywords: readonly (readonly string[])[]
  /** What could not be read: absolute paths of the photo or of a sidecar. */
  readonly unread: readonly { readonly file: string; readonly why: 'xmp' | 'file' }[]
}

/** Below this word darktable keeps notes for itself (`darktable|format|jpg`), and each word of them alone as well. */
const NOTES_OF = 'darktable'
/** Words within each other, and characters of one: of what is longer nobody would make a class. */
const [MOST_WORDS, LONGEST_WORD] = [16, 200]

/** @param file absolute path of a photo. Does not throw for what is wrong with files. */
export async function keywordsOf(file: string, sidecars: Sidecars): Promise<PhotoKeywords> {
  const found: Path[] = []
  const unread: PhotoKeywords['unread'][number][] = []
  try {
    const { xmp, iptc } = await embeddedBlocks(file)
    if (iptc !== undefined) found.push(...iptcKeywords(iptc).map((word): Path => ['subject', [word]]))
    if (xmp !== undefined) found.push(...pathsIn(xmp))
  } catch (error) {
    unread.push({ file, why: error instanceof BadXmp ? 'xmp' : 'file' })
  }
  for (const sidecar of await sidecars.of(file)) {
    try {
      found.push(...pathsIn(await readSidecar(sidecar)))
    } catch (error) {
      unread.push({ file: sidecar, why: error instanceof BadXmp ? 'xmp' : 'file' })
    }
  }
  return { keywords: eachOnce(found), unread }
}

/** @throws BadXmp where it is too large to be one; errors of the file system */
export async function readSidecar(file: string): Promise<Buffer> {
  const found = await stat(file)
  if (!found.isFile() || found.size > LONGEST_XMP) throw new BadXmp('not a sidecar')
  return readFile(file)
}

type Path = readonly [list: ListName, words: readonly string[]]

/** @throws BadXmp */
function pathsIn(xmp: Buffer): Path[] {
  return readXmp(xmpText(xmp)).lists.flatMap(({ list, items }) =>
    list === 'own' ? [] : items.map(({ text }): Path => [list, wordsOf(list, text)]),
  )
}

/** See [Note: keywords that are one]. */
function eachOnce(found: readonly Path[]): string[][] {
  const paths = new Map<string, string[]>()
  const single = new Map<string, string[]>()
  const inPaths = new Set<string>()
  for (const [list, written] of found) {
    const words = written.map((word) => canonicalLevel(word)).filter((word) => word !== '')
    const isOdd = words.length > MOST_WORDS || words.some((word) => word.length > LONGEST_WORD)
    if (words.length === 0 || isOdd) continue
    const isPath = list !== 'subject'
    if (isPath) for (const word of words) inPaths.add(word)
    if (list === 'lightroom' && words.length > 1 && words[0] === NOTES_OF) continue
    ;(isPath ? paths : single).set(JSON.stringify(words), words)
  }
  for (const words of paths.values()) {
    for (let length = 1; length < words.length; length += 1)
      paths.delete(JSON.stringify(words.slice(0, length)))
  }
  for (const [key, words] of single) if (!inPaths.has(words[0])) paths.set(key, words)
  return [...paths.values()].sort((a, b) => (a.join('/') < b.join('/') ? -1 : 1))
}
