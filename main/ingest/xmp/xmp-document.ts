/**
 * @file Reads XMP as far as keywords go: which lists of them there are, and where they stand in the text, so that they can be changed and all
 * the rest stays as it was, letter by letter.
 *
 * [Note: foreign XML] It may come from anywhere. Nothing is fetched, and no entity is expanded: a document type, which XMP has none of, ends the
 * reading. How long the text is, how deep it is nested and how many keywords it holds is bounded; the parser does not recurse.
 */
import sax, { type QualifiedTag } from 'sax'
import { listOf, RDF, type ListName } from './names.ts'

/** Characters. Sidecars of darktable with many masks have some hundred thousand. */
export const LONGEST_XMP = 8_000_000
const DEEPEST = 200
const MOST_KEYWORDS = 10_000

export interface Range {
  readonly start: number
  readonly end: number
}

export interface FoundItem extends Range {
  readonly text: string
}

export interface FoundList extends Range {
  readonly list: ListName
  readonly items: readonly FoundItem[]
  /** Where one more item can stand; undefined where the list has no room for any, as `<dc:subject/>`. */
  readonly last: number | undefined
}

export interface XmpDocument {
  readonly lists: readonly FoundList[]
  /** The first description, where a new list can stand. */
  readonly description: Description | undefined
  /** Properties beside the lists, in all descriptions. */
  readonly others: number
  /** What RDF is called in it, as `rdf`. */
  readonly rdfPrefix: string
}

export interface Description {
  /** Of its first tag. */
  readonly start: number
  readonly open: number
  /** Of its last tag; the end of the first one where there is no other. */
  readonly close: number
  readonly isSelfClosing: boolean
}

/** What is wrong with XMP that cannot be read. */
export class BadXmp extends Error {}

/** @throws BadXmp */
export function readXmp(text: string): XmpDocument {
  if (text.length > LONGEST_XMP) throw new BadXmp('too long')
  const reader = new Reader()
  const parser = sax.parser(true, { xmlns: true, position: true })
  parser.onerror = (error) => {
    throw new BadXmp(error.message)
  }
  parser.ondoctype = () => {
    throw new BadXmp('a document type')
  }
  parser.onopentag = (tag) => {
    reader.open(tag, { start: parser.startTagPosition - 1, end: parser.position })
  }
  parser.onclosetag = () => {
    reader.close({ start: parser.startTagPosition - 1, end: parser.position })
  }
  parser.ontext = (each) => {
    reader.text(each)
  }
  parser.oncdata = (each) => {
    reader.text(each)
  }
  // Whoever writes lists of edits into one attribute writes a long one; the text as a whole is bounded.
  sax.MAX_BUFFER_LENGTH = LONGEST_XMP
  // Behind it there may be room for changes in place, as spaces or zeros.
  parser.write(text.replace(/\0+\s*$/u, '')).close()
  return reader.document
}

interface OpenTag {
  readonly is: 'rdf' | 'description' | 'property' | 'container' | 'item' | 'other'
  readonly range: Range
}

class Reader {
  readonly #open: OpenTag[] = []
  readonly #lists: FoundList[] = []
  #list: { name: ListName; items: FoundItem[]; last: number | undefined } | undefined
  #item: string | undefined
  #description: Description | undefined
  #rdfPrefix = 'rdf'
  #others = 0
  #count = 0

  get document(): XmpDocument {
    return {
      lists: this.#lists,
      description: this.#description,
      others: this.#others,
      rdfPrefix: this.#rdfPrefix,
    }
  }

  open(tag: QualifiedTag, range: Range): void {
    if (this.#open.length >= DEEPEST) throw new BadXmp('nested too deep')
    const is = kindOf(tag, this.#open.at(-1)?.is)
    this.#open.push({ is, range })
    if (is === 'rdf') this.#rdfPrefix = tag.prefix
    else if (is === 'description') this.#beginDescription(tag, range)
    else if (is === 'property') this.#beginProperty(tag)
    else if (is === 'item') this.#item = ''
  }

  close(range: Range): void {
    const tag = this.#open.pop()
    if (tag === undefined) return
    const isSelfClosing = tag.range.end === range.end
    if (tag.is === 'item') this.#endItem(tag.range.start, range.end)
    if (tag.is === 'container' && this.#list !== undefined && !isSelfClosing) this.#list.last = range.start
    if (tag.is === 'property') this.#endList(tag.range.start, range.end)
    if (tag.is === 'description' && this.#description?.start === tag.range.start) {
      const close = isSelfClosing ? range.end : range.start
      this.#description = { ...this.#description, close }
    }
  }

  text(text: string): void {
    if (this.#item !== undefined) this.#item += text
  }

  #beginDescription(tag: QualifiedTag, { start, end }: Range): void {
    this.#description ??= { start, open: end, close: end, isSelfClosing: tag.isSelfClosing }
    const own = Object.values(tag.attributes).filter(({ uri }) => uri !== RDF && uri !== XMLNS && uri !== '')
    this.#others += own.length
  }

  #beginProperty({ uri, local }: QualifiedTag): void {
    const name = listOf(uri, local)
    if (name === undefined) this.#others += 1
    else this.#list = { name, items: [], last: undefined }
  }

  #endItem(start: number, end: number): void {
    this.#count += 1
    if (this.#count > MOST_KEYWORDS) throw new BadXmp('too many keywords')
    this.#list?.items.push({ text: this.#item ?? '', start, end })
    this.#item = undefined
  }

  #endList(start: number, end: number): void {
    if (this.#list === undefined) return
    const { name, items, last } = this.#list
    this.#lists.push({ list: name, items, last, start, end })
    this.#list = undefined
  }
}

const XMLNS = 'http://www.w3.org/2000/xmlns/'

function kindOf({ uri, local }: QualifiedTag, above: OpenTag['is'] | undefined): OpenTag['is'] {
  if (uri === RDF && local === 'RDF') return 'rdf'
  if (above === 'rdf') return uri === RDF && local === 'Description' ? 'description' : 'other'
  if (above === 'description') return 'property'
  if (above === 'property' && uri === RDF && ['Bag', 'Seq', 'Alt'].includes(local)) return 'container'
  return above === 'container' && uri === RDF && local === 'li' ? 'item' : 'other'
}
