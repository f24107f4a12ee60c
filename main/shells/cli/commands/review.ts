/** @file page, decide, suggest: the loop of the product, one step at a time. */
import type { Command } from 'commander'
import { Goal } from '../../../../shared/contract/measures.ts'
import type { Input } from '../../../../shared/contract.ts'
import { PageAnswer, QueryName, type Page } from '../../../../shared/domain.ts'
import { AppError } from '../../../../shared/errors.ts'
import { parseJson } from '../../../../shared/limits.ts'
import { issuesSentence } from '../../../../shared/wire.ts'
import { FILE_LIMITS, readNamedFile } from '../../../files/named-file.ts'
import { oneOf, share } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list, number, percent } from '../text.ts'

export function addReviewCommands(program: Command, shell: Shell): void {
  program
    .command('page')
    .description('the next page to confirm; the same one until it is answered')
    .option('--goal <goal>', `what pages are chosen for, one of: ${Goal.options.join(', ')}`, oneOf(Goal))
    .option('--query <name>', `how it is chosen, one of: ${QueryName.options.join(', ')}`, oneOf(QueryName))
    .option('--class <name>', 'whose photos, for the query "class"')
    .option('--renew', 'another page than the open one, where photos came in and there is a better one')
    .action(async (options: { goal?: Goal; query?: QueryName; class?: string; renew?: boolean }) => {
      await shell.run('page', { ...options, ...shell.seedInput }, (output) =>
        output.page === null && options.query === 'suspects' ? 'No label looks wrong.' : pageText(output),
      )
    })
  program
    .command('decide')
    .description('answer a page')
    .requiredOption(
      '--file <file>',
      'JSON: {page, answers [{class, ids []}], exclude []} or {page, skip: true}; - reads standard input',
    )
    .action(async ({ file }: { file: string }) => {
      await shell.run('decide', { answer: await readAnswer(shell, file) }, (output) => {
        return `Decision ${output.decision}: ${count(output.labelled, 'photo')} labelled.`
      })
    })
  program
    .command('suggest')
    .description('the likeliest class of every photo without a label')
    .option('--min-probability <p>', 'leave out what is less likely', share)
    .option('--by <file>', 'by a head that was exported as ONNX, here or in another library')
    .action(async ({ minProbability, by }: { minProbability?: number; by?: string }) => {
      const input = { minProbability, by: by === undefined ? undefined : shell.resolve(by) }
      await shell.run('suggest', input, ({ suggestions }) =>
        lines(
          `${count(suggestions.length, 'suggestion')}.`,
          list(
            'Probability, class, photo:',
            suggestions.map((each) => `${percent(each.probability)}  ${each.class}  ${each.path}`),
          ),
        ),
      )
    })
}

export function pageText({ page, remaining, photos }: Printed<'page'>): string {
  if (page === null && remaining > 0) return 'No photo without a label looks like that class.'
  if (page === null) return `Nothing is left: all ${count(photos, 'photo')} have a label.`
  const rows = page.photos.map(({ id, probability, path }) => {
    return `  ${String(id).padStart(6)}  ${percent(probability).padStart(6)}  ${path}`
  })
  return lines(
    question(page),
    ...rows,
    `${number(remaining)} of ${count(photos, 'photo')} are without a label.`,
  )
}

/** What a page asks of the person. */
export function question({ id, kind, class: name, photos, purity }: Page): string {
  const expected = `${percent(purity)} expected`
  if (kind === 'new')
    return `Page ${id}: what are these ${count(photos.length, 'photo')}? (${expected} alike)`
  if (kind === 'single')
    return `Page ${id}: which class is this photo?${name === null ? '' : ` (perhaps ${name})`}`
  return `Page ${id}: are these ${count(photos.length, 'photo')} "${name ?? ''}"? (${expected})`
}

async function readAnswer(shell: Shell, file: string): Promise<Input<'decide'>['answer']> {
  const fromInput = file === '-'
  const name = fromInput ? 'standard input' : shell.resolve(file)
  const text = fromInput
    ? await readInput(shell.signal)
    : (await readNamedFile(name, FILE_LIMITS.words)).toString()
  const parsed = PageAnswer.safeParse(readJson(text, name))
  if (parsed.success) return parsed.data
  throw new AppError('bad-input', issuesSentence(parsed.error, `the answer in ${name}`))
}

async function readInput(signal: AbortSignal): Promise<string> {
  const stop = () => process.stdin.destroy(new AppError('cancelled', 'Cancelled.'))
  signal.addEventListener('abort', stop, { once: true })
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Buffer)
    chunks.push(bytes)
    length += bytes.length
    if (length > FILE_LIMITS.words)
      throw new AppError('bad-input', 'Standard input is too large for an answer.')
  }
  return Buffer.concat(chunks).toString()
}

function readJson(text: string, name: string): unknown {
  try {
    return parseJson(text)
  } catch (thrown) {
    throw new AppError('bad-input', `${name} is no JSON: ${AppError.from(thrown).message}.`)
  }
}
