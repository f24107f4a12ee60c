/** @file page, decide, suggest: the loop of the product, one step at a time. */
import type { Command } from 'commander'
import type { ExpectedAccuracy } from '../../../../shared/contract/expected-accuracy.ts'
import { Goal } from '../../../../shared/contract/measures.ts'
import type { Input } from '../../../../shared/contract.ts'
import { PageAnswer, QueryName, type Page } from '../../../../shared/domain.ts'
import { AppError, sentenceOf } from '../../../../shared/errors.ts'
import { sentence } from '../../../../shared/sentences/sentence.ts'
import { Language } from '../../../../shared/languages.ts'
import { parseJson } from '../../../../shared/limits.ts'
import { issuesIn } from '../../../../shared/wire.ts'
import { FILE_LIMITS, readNamedFile } from '../../../files/named-file.ts'
import { LANGUAGE_TEXT, oneOf, share } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, list, number, percent } from '../text.ts'

interface PageOptions {
  goal?: Goal
  query?: QueryName
  class?: string
  stacks?: boolean
  mixed?: boolean
  renew?: boolean
}

interface SuggestOptions {
  minProbability?: number
  by?: string
  imported?: boolean
  names?: string
  namesFile?: string
  language?: Language
}

export function addReviewCommands(program: Command, shell: Shell): void {
  program
    .command('page')
    .description('the next page to confirm; the same one until it is answered')
    .option('--goal <goal>', `what pages are chosen for, one of: ${Goal.options.join(', ')}`, oneOf(Goal))
    .option('--query <name>', `how it is chosen, one of: ${QueryName.options.join(', ')}`, oneOf(QueryName))
    .option('--class <name>', 'whose photos, for the query "class"')
    .option('--stacks', 'whole stacks of near copies, each of which counts as one photo, as in the window')
    .option('--mixed', 'also pages that suggest a class of its own for each photo, as in the window')
    .option('--renew', 'another page than the open one, where photos came in and there is a better one')
    .action(async (options: PageOptions) => {
      await shell.run('page', { ...options, ...shell.seedInput }, (output) =>
        output.page === null && options.query === 'suspects' ? 'No label looks wrong.' : pageText(output),
      )
    })
  program
    .command('decide')
    .description('answer a page')
    .requiredOption(
      '--file <file>',
      'JSON: {page, answers [{class, ids []}], exclude [], setAside [{as, ids []}]} or {page, skip: true}; - reads standard input',
    )
    .action(async ({ file }: { file: string }) => {
      await shell.run('decide', { answer: await readAnswer(shell, file) }, (output) => {
        const { decision, labelled, setAside } = output
        const aside = setAside === 0 ? '' : `, ${number(setAside)} set aside`
        return `Decision ${decision}: ${count(labelled, 'photo')} labelled${aside}.`
      })
    })
  program
    .command('suggest')
    .description('the likeliest class of every photo without a label')
    .option('--min-probability <p>', 'leave out what is less likely', share)
    .option('--by <file>', 'by a head that was exported as ONNX, here or in another library')
    .option(
      '--names <a,b,c>',
      'first guesses without any label: names of classes, separated by commas, by what the network knows of these words',
    )
    .option('--names-file <file>', 'the same, with a name on each line of a text file')
    .option('--imported', 'what another engine took the photos for: see import')
    .option('--language <tag>', LANGUAGE_TEXT, oneOf(Language))
    .action(async (options: SuggestOptions) => {
      const { minProbability, by, imported, language } = options
      const names = await namesOf(options, shell)
      const file = by === undefined ? undefined : shell.resolve(by)
      const input = { minProbability, by: file, names, imported, language }
      await shell.run('suggest', input, ({ suggestions, unknownNames }) =>
        lines(
          names === undefined ? '' : 'Guesses by the names alone; none is a label.',
          list('The network does not know these names, so no photo is guessed to be one:', unknownNames),
          `${count(suggestions.length, 'suggestion')}.`,
          list(
            'Probability, class, photo:',
            suggestions.map((each) => `${percent(each.probability)}  ${each.class}  ${each.path}`),
          ),
        ),
      )
    })
}

/** @throws AppError `bad-input` for both options at once, or no name at all. */
async function namesOf({ names, namesFile }: SuggestOptions, shell: Shell): Promise<string[] | undefined> {
  if (names === undefined && namesFile === undefined) return undefined
  if (names !== undefined && namesFile !== undefined) {
    throw new AppError('bad-input', sentence('names-in-one-way'))
  }
  const text =
    namesFile === undefined
      ? names?.split(',')
      : (await readNamedFile(shell.resolve(namesFile), FILE_LIMITS.words)).toString().split(/\r?\n/)
  const given = (text ?? []).map((name) => name.replace(/^\uFEFF/, '').trim()).filter((name) => name !== '')
  if (given.length > 0) return given
  throw new AppError('bad-input', sentence('no-names'))
}

export function pageText({ page, remaining, photos, setAside, expected }: Printed<'page'>): string {
  if (page === null && remaining > 0) return 'No photo without a label looks like that class.'
  if (page === null && setAside === 0) return `Nothing is left: all ${count(photos, 'photo')} have a label.`
  if (page === null) {
    return `Nothing is left: of ${count(photos, 'photo')}, ${number(photos - setAside)} have a label and ${number(setAside)} are set aside.`
  }
  const rows = page.photos.map(({ id, probability, path, class: own }) => {
    const suggested = own === undefined ? '' : `${own}  `
    return `  ${String(id).padStart(6)}  ${percent(probability).padStart(6)}  ${suggested}${path}`
  })
  return lines(
    question(page),
    ...rows,
    `${number(remaining)} of ${count(photos, 'photo')} are without a label.`,
    ...(expected === null ? [] : [expectedText(expected)]),
  )
}

function expectedText({ accuracy, low, high }: ExpectedAccuracy): string {
  return `Twinsort expects about ${percent(accuracy)} of all photos to be right (${percent(low)} to ${percent(high)}); not checked.`
}

/** What a page asks of the person. */
export function question({ id, kind, class: name, photos, purity }: Page): string {
  const expected = `${percent(purity)} expected`
  if (kind === 'new')
    return `Page ${id}: what are these ${count(photos.length, 'photo')}? (${expected} alike)`
  if (kind === 'single') {
    const these = photos.length === 1 ? 'is this photo' : `are these ${photos.length} near copies`
    return `Page ${id}: which class ${these}?${name === null ? '' : ` (perhaps ${name})`}`
  }
  if (kind === 'mixed')
    return `Page ${id}: are these ${count(photos.length, 'suggestion')} right? (${expected})`
  return `Page ${id}: are these ${count(photos.length, 'photo')} "${name ?? ''}"? (${expected})`
}

async function readAnswer(shell: Shell, file: string): Promise<Input<'decide'>['answer']> {
  const named = file === '-' ? undefined : shell.resolve(file)
  const text =
    named === undefined
      ? await readInput(shell.signal)
      : (await readNamedFile(named, FILE_LIMITS.words)).toString()
  const parsed = PageAnswer.safeParse(readJson(text, named))
  if (parsed.success) return parsed.data
  const reason = issuesIn(parsed.error)
  throw new AppError(
    'bad-input',
    named === undefined
      ? sentence('answer-input-wrong', { reason })
      : sentence('answer-file-wrong', { file: named, reason }),
  )
}

async function readInput(signal: AbortSignal): Promise<string> {
  const stop = () => process.stdin.destroy(new AppError('cancelled', sentence('cancelled')))
  signal.addEventListener('abort', stop, { once: true })
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Buffer)
    chunks.push(bytes)
    length += bytes.length
    if (length > FILE_LIMITS.words) throw new AppError('bad-input', sentence('answer-input-too-large'))
  }
  return Buffer.concat(chunks).toString()
}

/** @param file undefined for what came in by standard input */
function readJson(text: string, file: string | undefined): unknown {
  try {
    return parseJson(text)
  } catch (thrown) {
    const reason = sentenceOf(thrown)
    throw new AppError(
      'bad-input',
      file === undefined
        ? sentence('answer-input-no-json', { reason })
        : sentence('answer-no-json', { file, reason }),
    )
  }
}
