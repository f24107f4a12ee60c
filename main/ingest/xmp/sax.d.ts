/** @file The part of sax that is used here; the package brings no types. */
declare module 'sax' {
  export interface QualifiedTag {
    readonly prefix: string
    readonly local: string
    readonly uri: string
    readonly attributes: Readonly<
      Record<string, { readonly local: string; readonly uri: string; readonly value: string }>
    >
    readonly isSelfClosing: boolean
  }
  export interface SAXParser {
    /** Characters read so far. */
    readonly position: number
    /** Behind the `<` of the tag that is being read. */
    readonly startTagPosition: number
    onopentag: (tag: QualifiedTag) => void
    onclosetag: () => void
    ontext: (text: string) => void
    oncdata: (text: string) => void
    ondoctype: () => void
    onerror: (error: Error) => void
    write(text: string): SAXParser
    close(): SAXParser
  }
  const sax: {
    /** Characters that one attribute may have. */
    MAX_BUFFER_LENGTH: number
    parser(strict: true, options: { readonly xmlns: true; readonly position: true }): SAXParser
  }
  export default sax
}
