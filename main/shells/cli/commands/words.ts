/** @file search: photos that show what a word means. */
import type { Command } from 'commander'
import { Language } from '../../../../shared/languages.ts'
import { LANGUAGE_TEXT, oneOf, share, wholeNumber } from '../options.ts'
import type { Printed, Shell } from '../shell.ts'
import { count, lines, number, percent, table } from '../text.ts'

interface SearchOptions {
  limit?: number
  minProbability?: number
  language?: Language
}

/** So many kinds are named in a line of text. */
const MOST_KINDS = 5

export function addWordCommands(program: Command, shell: Shell): void {
  program
    .command('search')
    .description('photos that show what a word means, likeliest first; no label is needed')
    .argument('<word...>', 'as "dog", "sports car" or "vehicle"; also the name of a class of yours')
    .option('--limit <number>', 'at most so many photos (default: 100)', wholeNumber(1))
    .option('--min-probability <p>', 'leave out what is less likely (default: 0.1)', share)
    .option('--language <tag>', LANGUAGE_TEXT, oneOf(Language))
    .action(async (words: string[], options: SearchOptions) => {
      await shell.run('search', { word: words.join(' '), ...options }, searchText)
    })
}

function searchText({ meaning, classes, found, photos }: Printed<'search'>): string {
  const shown = photos.length < found ? ` The likeliest ${number(photos.length)}:` : ''
  return lines(
    meaning === null ? '' : meaningText(meaning),
    classes.length === 0 ? '' : `Of your classes: ${classes.join(', ')}.`,
    found === 0 ? 'No photo shows it, as far as the network can tell.' : `${count(found, 'photo')}.${shown}`,
    photos.length === 0
      ? ''
      : table(
          ['probability', 'by', 'photo'],
          photos.map(({ score, by, path }) => [percent(score), by, path]),
        ),
  )
}

function meaningText({ word, kinds, isNarrower }: NonNullable<Printed<'search'>['meaning']>): string {
  const named = kinds.slice(0, MOST_KINDS).join(', ')
  const rest = kinds.length - MOST_KINDS
  const all = rest > 0 ? `${named} and ${count(rest, 'other kind')}` : named
  return isNarrower ? `"${word}" is not known, but what it is a kind of: ${all}.` : `"${word}": ${all}.`
}
