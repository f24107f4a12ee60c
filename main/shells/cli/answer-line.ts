/** @file What a person types at a page of the terminal, read as an answer. */
import type { Page, PageAnswer, PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'

export const ANSWER_HELP = `Answers to a page:
  (empty)        yes, all of them are of the suggested class
  NAME           all of them are of this class (=NAME where NAME is one letter or a number)
  -3,7-9         yes, but not number 3 and 7 to 9
  3,7=NAME       these are of another class, the rest is as suggested
  NAME; -3; 5=OTHER   several parts are joined by semicolons
  n none of them is of the suggested class
  s skip   u undo   r redo   t train   ? this help   q quit (everything is saved)`

const COMMANDS = new Map([
  ['n', 'none'],
  ['s', 'skip'],
  ['u', 'undo'],
  ['r', 'redo'],
  ['t', 'train'],
  ['?', 'help'],
  ['q', 'quit'],
] as const)

/** More likely a slip than the name of a class. */
const ONLY_NUMBERS = /^[-\d][-\d\s,]*$/

export type LineCommand = 'skip' | 'undo' | 'redo' | 'train' | 'help' | 'quit'

const NUMBERS = '\\d+(?:-\\d+)?(?:\\s*,\\s*\\d+(?:-\\d+)?)*'
const EXCLUDED = new RegExp(`^-\\s*(${NUMBERS})$`)
const OTHERS = new RegExp(`^(${NUMBERS})\\s*=\\s*(.+)$`)

/** @throws AppError `bad-input` in a sentence for the person. */
export function readAnswerLine(line: string, page: Page): LineCommand | PageAnswer {
  const command = COMMANDS.get(line.trim().toLowerCase() as 's')
  if (command === 'none') return noneOfThese(page)
  if (command !== undefined) return command
  const exclude: PhotoId[] = []
  const answers: { class: string; ids: PhotoId[] }[] = []
  let whole = page.class
  for (const part of line.split(';').map((piece) => piece.trim())) {
    const excluded = EXCLUDED.exec(part)
    const others = OTHERS.exec(part)
    if (excluded !== null) exclude.push(...photosAt(excluded[1], page))
    else if (others !== null) answers.push({ class: others[2].trim(), ids: photosAt(others[1], page) })
    else if (ONLY_NUMBERS.test(part)) throw notUnderstood(part)
    else if (part !== '') whole = part.replace(/^=\s*/, '')
  }
  const named = new Set([...exclude, ...answers.flatMap(({ ids }) => ids)])
  const rest = page.photos.map(({ id }) => id).filter((id) => !named.has(id))
  if (whole === null && answers.length === 0) {
    throw new AppError('bad-input', sentence('page-without-name'))
  }
  // The page's own class comes first: exclusions are from it.
  if (whole !== null) answers.unshift({ class: whole, ids: rest })
  return { page: page.id, answers, exclude }
}

/** @throws AppError `bad-input` for a page without a suggested class: there is nothing to refuse. */
function noneOfThese({ id, class: name, photos }: Page): PageAnswer {
  if (name === null) {
    throw new AppError('bad-input', sentence('page-nothing-to-refuse'))
  }
  return { page: id, answers: [], exclude: photos.map((photo) => photo.id) }
}

function notUnderstood(part: string): AppError {
  return new AppError('bad-input', sentence('page-numbers-alone', { part, numbers: part.replace(/^-/, '') }))
}

/** The photos at positions like "3,7-9", counted from 1. */
function photosAt(numbers: string, { photos }: Page): PhotoId[] {
  return numbers.split(',').flatMap((range) => {
    const [first, last = first] = range.split('-').map(Number)
    if (first < 1 || last > photos.length || first > last) {
      throw new AppError(
        'bad-input',
        sentence('page-number-wrong', { last: photos.length, range: range.trim() }),
      )
    }
    return photos.slice(first - 1, last).map(({ id }) => id)
  })
}
