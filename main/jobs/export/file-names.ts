/**
 * @file What the files of an export into folders are called: as the photos, or by a pattern. No two photos get one name, and a photo that
 * was exported before keeps its own.
 */
import { AppError } from '../../../shared/errors.ts'
import { byteLength } from '../../../shared/file-name.ts'
import {
  hasNumber,
  nameBy,
  type NameFacts,
  type NamePattern,
  numberText,
  readPattern,
} from '../../../shared/name-pattern.ts'
import type { Photo } from '../../store/store.ts'
import { clockTime } from '../library/clock-time.ts'
import { exportedName, ownName, withMark, type ExportedName } from './names.ts'
import type { ExportRow } from './rows.ts'

export interface FileNaming {
  /** Files that a photo may be, relative to the folder of the export: the first free one is taken. */
  readonly candidates: Iterable<string>
  /** Whether an earlier run may have called it so. */
  readonly isName: (file: string) => boolean
  /** The one that it gets where nothing else has it; undefined where it is numbered, and any number is as good. */
  readonly first: string | undefined
  /** The same name with its number written longer or shorter, as it was while the class was smaller or larger. */
  readonly others: (file: string) => string[]
}

/** Of a number: more photos are in no class. */
const MOST_DIGITS = 9
/** Enough of a content hash to tell photos of one name apart. */
const HASH_DIGITS = 12

export class FileNames {
  readonly #pattern: NamePattern | undefined
  readonly #ofClass: ReadonlyMap<string, number>
  /** The last number that was tried in each folder. */
  readonly #counted = new Map<string, number>()

  /** @throws AppError `bad-input` that says what is wrong with the pattern. */
  constructor(pattern: string | undefined, rows: readonly Pick<ExportRow, 'class'>[]) {
    const read = pattern === undefined ? undefined : readPattern(pattern)
    if (read !== undefined && 'problem' in read) throw new AppError('bad-input', read.problem)
    this.#pattern = read
    this.#ofClass = new Map(
      [...Map.groupBy(rows, (row) => row.class)].map(([name, { length }]) => [name, length]),
    )
  }

  /** @param folder of its class. @param hash of its content. @param isMoved the file itself, with its own ending. */
  of(row: ExportRow, folder: string, hash: string, known: Photo | undefined, isMoved = false): FileNaming {
    const own = isMoved ? ownName(row.path) : exportedName(row.path, known?.format ?? '')
    const facts = {
      class: row.class,
      name: own.stem,
      date: dayOf(known === undefined ? null : clockTime(known)),
    }
    if (this.#pattern !== undefined && hasNumber(this.#pattern))
      return this.#numbered(this.#pattern, facts, own, folder)
    const pattern = this.#pattern
    const nameWith = (mark: string): string => {
      if (pattern === undefined) return withMark(own, mark)
      const rest = mark + own.ending
      return nameBy(pattern, facts, '', byteLength(rest)) + rest
    }
    const candidates = ['', `~${hash.slice(0, HASH_DIGITS)}`].map((mark) => `${folder}/${nameWith(mark)}`)
    return {
      candidates,
      isName: (file) => candidates.includes(file),
      first: candidates[0],
      others: () => [],
    }
  }

  #numbered(pattern: NamePattern, facts: NameFacts, { ending }: ExportedName, folder: string): FileNaming {
    const fileBy = (number: string): string =>
      `${folder}/${nameBy(pattern, facts, number, byteLength(ending))}${ending}`
    const counted = this.#counted
    const ofClass = this.#ofClass.get(facts.class) ?? 0
    function* candidates(): Generator<string> {
      for (;;) {
        const number = (counted.get(folder) ?? 0) + 1
        counted.set(folder, number)
        yield fileBy(numberText(number, ofClass))
      }
    }
    const others = (file: string): string[] => {
      const number = String(counted.get(folder) ?? 0)
      const lengths = Array.from({ length: MOST_DIGITS }, (_, index) => index + 1)
      const all = lengths.filter((length) => length >= number.length)
      return all.map((length) => fileBy(number.padStart(length, '0'))).filter((each) => each !== file)
    }
    return {
      candidates: candidates(),
      isName: (file) => (file.match(/\d+/gu) ?? []).some((number) => fileBy(number) === file),
      first: undefined,
      others,
    }
  }
}

/** By the camera's own clock. */
function dayOf(takenAt: number | null): string | null {
  if (takenAt === null) return null
  const day = new Date(takenAt).toISOString().slice(0, 10)
  return /^\d{4}-\d\d-\d\d$/u.test(day) ? day : null
}
