/** @file The names in XMP that keywords stand under, and how each program writes a path of them. References: ISO 16684-1; MWG 2.0. */

export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'
export const XMP_META = 'adobe:ns:meta/'

export interface KeywordList {
  readonly uri: string
  readonly local: string
  readonly prefix: string
  /** What such a list is in XMP. */
  readonly form: 'Bag' | 'Seq'
}

/**
 * `subject`: single words, which every program reads. `lightroom` and `digikam`: paths in a tree of words. `own`: what Twinsort wrote into the
 * others, so that it can take it back; no other program reads it.
 */
export const LISTS = {
  subject: { uri: 'http://purl.org/dc/elements/1.1/', local: 'subject', prefix: 'dc', form: 'Bag' },
  lightroom: {
    uri: 'http://ns.adobe.com/lightroom/1.0/',
    local: 'hierarchicalSubject',
    prefix: 'lr',
    form: 'Bag',
  },
  digikam: { uri: 'http://www.digikam.org/ns/1.0/', local: 'TagsList', prefix: 'digiKam', form: 'Seq' },
  own: { uri: 'urn:x-twinsort:xmp:1.0/', local: 'keywords', prefix: 'twinsort', form: 'Bag' },
} as const satisfies Record<string, KeywordList>

export type ListName = keyof typeof LISTS
export const LIST_NAMES = Object.keys(LISTS) as ListName[]

/** What stands between the words of a path; single words are not divided. */
const BETWEEN: Readonly<Record<ListName, string | undefined>> = {
  subject: undefined,
  lightroom: '|',
  digikam: '/',
  own: undefined,
}

/** The words of a path, the most general one first. */
export function wordsOf(list: ListName, written: string): string[] {
  const between = BETWEEN[list]
  return between === undefined ? [written] : written.split(between)
}

export function listOf(uri: string, local: string): ListName | undefined {
  return LIST_NAMES.find((name) => LISTS[name].uri === uri && LISTS[name].local === local)
}
