/**
 * @file Puts the class of a photo into XMP as keywords, and takes those out that Twinsort put in before and that no longer hold. All the rest
 * stays as it is, letter by letter: keywords of others, settings of the developing, what we know nothing of.
 *
 * [Note: what Twinsort wrote] A list of our own in the same XMP names the keywords that Twinsort has added. What was there before, by whomever,
 * is not in it, and is never taken out, also where the class says the same.
 */
import { LIST_NAMES, LISTS, RDF, XMP_META, type ListName } from './names.ts'
import { BadXmp, readXmp, type FoundList, type XmpDocument } from './xmp-document.ts'

type Entries = Readonly<Record<Exclude<ListName, 'own'>, readonly string[]>>

/** How a class stands in each list; nothing for a photo without one. */
export function entriesOf(className: string | null): Entries {
  if (className === null) return { subject: [], lightroom: [], digikam: [] }
  const words = className.split('/')
  const isTree = words.length > 1
  const isDivided = words.some((word) => word.includes('|'))
  return {
    subject: [words.at(-1) ?? className],
    // It would be read as more words than there are.
    lightroom: isTree && !isDivided ? [words.join('|')] : [],
    digikam: isTree || isDivided ? [className] : [],
  }
}

export interface Edited {
  /** The same text where nothing changes; undefined where nothing is left of XMP that Twinsort made. */
  readonly text: string | undefined
  readonly isChanged: boolean
  /** Keywords of Twinsort that are gone. */
  readonly removed: number
}

/**
 * @param text undefined where there is no XMP yet
 * @throws BadXmp where it cannot be read, or nothing can be added to it
 */
export function withClass(text: string | undefined, className: string | null): Edited {
  const before = text ?? EMPTY_XMP
  const document = readXmp(before)
  const plan = planOf(document, entriesOf(className))
  if (!plan.isChanged) return { text, isChanged: false, removed: 0 }
  const after = applied(before, document, plan.lists)
  const made = readXmp(after)
  for (const name of LIST_NAMES) {
    const is = new Set(itemsOf(made, name))
    const wanted = new Set(plan.lists[name])
    if (is.size !== wanted.size || [...is].some((item) => !wanted.has(item))) throw new BadXmp('not changed')
  }
  const isEmpty = made.lists.length === 0 && made.others === 0 && after.includes(MADE_BY)
  return { text: isEmpty ? undefined : after, isChanged: true, removed: plan.removed }
}

/** Whether Twinsort has put keywords in, other than those of this class. @throws BadXmp */
export function holdsOtherClass(text: string, className: string | null): boolean {
  const wanted = new Set(marks(entriesOf(className)))
  return itemsOf(readXmp(text), 'own').some((mark) => !wanted.has(mark))
}

const MADE_BY = 'x:xmptk="Twinsort"'
/** Without any keyword. */
export const EMPTY_XMP = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="${XMP_META}" ${MADE_BY}>
 <rdf:RDF xmlns:rdf="${RDF}">
  <rdf:Description rdf:about="">
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`

type Lists = Readonly<Record<ListName, readonly string[]>>

interface Plan {
  readonly lists: Lists
  readonly isChanged: boolean
  readonly removed: number
}

const KEYWORDS = ['subject', 'lightroom', 'digikam'] as const

function planOf(document: XmpDocument, wanted: Entries): Plan {
  const own = new Set(itemsOf(document, 'own'))
  const keep = new Set(marks(wanted))
  const lists: Record<ListName, readonly string[]> = { subject: [], lightroom: [], digikam: [], own: [] }
  const mine = new Set<string>()
  let [isChanged, removed] = [false, 0]
  for (const name of KEYWORDS) {
    const before = itemsOf(document, name)
    const left = before.filter((item) => !own.has(markOf(name, item)) || keep.has(markOf(name, item)))
    const added = wanted[name].filter((item) => !left.includes(item))
    for (const item of left) if (own.has(markOf(name, item))) mine.add(markOf(name, item))
    for (const item of added) mine.add(markOf(name, item))
    lists[name] = [...left, ...added]
    removed += before.length - left.length
    isChanged ||= added.length > 0 || left.length < before.length
  }
  lists.own = [...mine]
  const isOwnSame = own.size === mine.size && [...own].every((mark) => mine.has(mark))
  return { lists, isChanged: isChanged || !isOwnSame, removed }
}

function marks(entries: Entries): string[] {
  return KEYWORDS.flatMap((name) => entries[name].map((item) => markOf(name, item)))
}

/** How our own list names a keyword in another one. */
function markOf(name: ListName, item: string): string {
  return `${LISTS[name].prefix}:${LISTS[name].local} ${item}`
}

function itemsOf(document: XmpDocument, name: ListName): string[] {
  return document.lists
    .filter(({ list }) => list === name)
    .flatMap(({ items }) => items.map(({ text }) => text))
}

interface Change {
  readonly start: number
  readonly end: number
  readonly text: string
}

function applied(text: string, document: XmpDocument, lists: Lists): string {
  const changes: Change[] = []
  const fresh: string[] = []
  for (const name of LIST_NAMES) {
    const found = document.lists.filter(({ list }) => list === name)
    const left = new Set(lists[name])
    const room = found.find(({ last }) => last !== undefined)
    const there = new Set(itemsOf(document, name))
    const added = lists[name].filter((item) => !there.has(item))
    for (const list of found)
      changes.push(...changesOf(text, document, list, { left, added: list === room ? added : [] }))
    if (room === undefined && lists[name].length > 0) fresh.push(listText(document, name, lists[name]))
  }
  if (fresh.length > 0) changes.push(inserted(text, document, fresh.join('')))
  return changes
    .sort((a, b) => b.start - a.start)
    .reduce((whole, { start, end, text: next }) => whole.slice(0, start) + next + whole.slice(end), text)
}

interface Wanted {
  readonly left: ReadonlySet<string>
  readonly added: readonly string[]
}

/** Of a list that is there; one without any item goes, so that no program finds an empty one. */
function changesOf(
  text: string,
  { rdfPrefix }: XmpDocument,
  list: FoundList,
  { left, added }: Wanted,
): Change[] {
  const stays = list.items.filter((item) => left.has(item.text))
  if (stays.length + added.length === 0 || list.last === undefined) {
    return [{ start: beforeBlanks(text, list.start), end: list.end, text: '' }]
  }
  const gone = list.items.filter((item) => !left.has(item.text))
  const cuts = gone.map(({ start, end }) => ({ start: beforeBlanks(text, start), end, text: '' }))
  if (added.length === 0) return cuts
  const at = list.items.at(-1)?.end ?? list.last
  return [...cuts, { start: at, end: at, text: added.map((item) => itemText(rdfPrefix, item)).join('') }]
}

function inserted(text: string, { description, rdfPrefix }: XmpDocument, lists: string): Change {
  if (description === undefined) throw new BadXmp('no description')
  const { start, open, close, isSelfClosing } = description
  if (!isSelfClosing) {
    const at = beforeBlanks(text, close)
    return { start: at, end: at, text: lists }
  }
  const slash = text.lastIndexOf('/>', open)
  if (slash < start) throw new BadXmp('no description')
  return { start: slash, end: open, text: `>${lists}\n  </${rdfPrefix}:Description>` }
}

function listText({ rdfPrefix }: XmpDocument, name: ListName, items: readonly string[]): string {
  const { prefix, local, uri, form } = LISTS[name]
  const all = items.map((item) => itemText(rdfPrefix, item)).join('')
  const container = `<${rdfPrefix}:${form}>${all}\n    </${rdfPrefix}:${form}>`
  return `\n   <${prefix}:${local} xmlns:${prefix}="${uri}">\n    ${container}\n   </${prefix}:${local}>`
}

function itemText(rdfPrefix: string, item: string): string {
  return `\n     <${rdfPrefix}:li>${escaped(item)}</${rdfPrefix}:li>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The line break and the blanks in front of a tag belong to it. */
function beforeBlanks(text: string, at: number): number {
  const before = text.slice(0, at).trimEnd()
  return before.length === 0 || before.at(-1) !== '>' ? at : before.length
}
