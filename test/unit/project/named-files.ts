/** @file Which files of the repository a text names, in a document or in a comment, and which of those are not there. */
import path from 'node:path'

/** What a file of ours ends with. Others, such as `classes.json` or `F.csv`, are files of the person or of an export. */
const ending = '\\.(?:ts|mjs|vue|css|wat|md)'
const topFolder = '(?:\\.ci|docs|main|renderer|resources|scripts|shared|test)/'

/** What stands in backquotes and looks like a file or a folder of the repository; it may hold `*`, `{a,b}` and NAME. */
export function namedInBackquotes(text: string): string[] {
  const looksOurs = new RegExp(`^(?:[\\w.@*{},/-]+${ending}|${topFolder}[\\w.@*{},/-]*)$`)
  return [...text.matchAll(/`([^`\s]+)`/g)]
    .map(([, name = '']) => name)
    .filter((name) => looksOurs.test(name))
}

/** The words of a comment that end as a file of ours does, or that begin with a folder of ours. */
export function namedFiles(comment: string): string[] {
  const name = `[\\w@*{},/-][\\w.@*{},/-]*${ending}(?![\\w/-])|${topFolder}[\\w.@*{},/-]*[\\w*}/]`
  const words = comment.matchAll(new RegExp(`(?<![\\w.@*{},/:-])(?:${name})`, 'g'))
  return [...words].map(([word]) => word).filter((word) => !/^docs\/adr\/\d{4}$/.test(word)) // cited by number
}

/** The comments of a source file, of which strings that hold `//` before a blank are a harmless part. */
export function commentsOf(source: string): string {
  return [...source.matchAll(/\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*|<!--[\s\S]*?-->/g)]
    .map(([comment]) => comment)
    .join('\n')
}

/** Of `names` those that no file is called by, from the root or by the end of its path. */
export function unknownFiles(names: readonly string[], files: readonly string[]): string[] {
  const isThere = (pattern: string) => files.some((file) => path.matchesGlob(file, pattern))
  return names.filter((name) => {
    const wanted = name.replace(/^\.\//, '').replace(/\/$/, '')
    const everyChoice = choices(wanted)
    return !everyChoice.every((choice) =>
      [choice, choice.replaceAll(/(?:NAME|ROOM)/g, '*')].some(
        (pattern) => isThere(pattern) || isThere(`**/${pattern}`),
      ),
    )
  })
}

/** Braces stand for several names, all of which must be there. */
function choices(name: string): string[] {
  const braces = /\{([^{}]+)\}/.exec(name)
  if (!braces) return [name]
  const [whole, inside = ''] = braces
  return inside.split(',').flatMap((choice) => choices(name.replace(whole, choice)))
}
