/** @file What a command printed with `--json`, checked by the contract: sentences are texts there. */
import { contract } from '../../shared/contract.ts'
import type { Method, Output } from '../../shared/contract.ts'
import { allInEnglish, type InEnglish } from '../../shared/sentences/in-english.ts'
import { verbatim } from '../../shared/sentences/sentence.ts'

/** @throws ZodError where it is not what the contract says; Error where a sentence was printed as data. */
export function printedBy<M extends Method>(method: M, stdout: string): InEnglish<Output<M>> {
  const printed: unknown = JSON.parse(stdout)
  if (JSON.stringify(allInEnglish(printed)) !== JSON.stringify(printed)) {
    throw new Error(`${method} printed a sentence as data: ${stdout}`)
  }
  const { output } = contract[method]
  const texts = (output.safeParse(printed).error?.issues ?? []).filter(
    (issue) => issue.code === 'invalid_type' && issue.expected === 'object',
  )
  const asData = texts.reduce((all: unknown, { path }) => withSentence(all, path), printed)
  return allInEnglish(output.parse(asData) as Output<M>)
}

/** The text at this place as the sentence that it may have been. */
function withSentence(value: unknown, path: readonly PropertyKey[]): unknown {
  if (path.length === 0) return typeof value === 'string' ? verbatim(value) : value
  const [first, ...rest] = path
  if (Array.isArray(value)) {
    return value.map((each: unknown, at) => (at === first ? withSentence(each, rest) : each))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === first ? withSentence(each, rest) : each]),
  )
}
