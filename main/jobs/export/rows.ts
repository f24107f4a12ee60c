/** @file What an export writes: one row for each photo, confirmed labels first, then suggestions where they are wanted. */
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'
import { canonicalClassName, isWithin } from '../../../shared/class-name.ts'
import type { Part } from '../../../shared/contract/split.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { isElsewhere, partsOfUri } from '../../../shared/elsewhere.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import type { LostLabel, Photo, Store } from '../../store/store.ts'
import { labelsNow } from '../snapshots/compare-labels.ts'

export interface ExportRow {
  photo: PhotoId
  /** Absolute path of the first place where the photo is present; of one that is elsewhere its URI. */
  path: string
  /** The same from the indexed folder that it lies in, with `/`. */
  relative: string
  class: string
  state: 'confirmed' | 'suggested'
  /** 1 for what a person confirmed. */
  probability: number
  /** The head that suggested it. */
  head: number | null
  /** Of a data set; null where no split was asked for. */
  part: Part | null
}

/** How a photo is called in a list that other programs read: from the indexed folder, with `/`. */
export function nameFromFolder({ path: file, relative }: Pick<ExportRow, 'path' | 'relative'>): string {
  return relative === '' ? path.basename(file) : relative
}

/** The same for the same picture in every library: its content hash. */
export function pictureKey(known: Photo | undefined, { photo }: Pick<ExportRow, 'photo'>): string {
  return known?.contentHash ?? String(photo)
}

export type Skipped = Output<'export'>['skipped']
/** The likeliest class of a photo without a label. */
export type Suggested = Omit<ExportRow, 'path' | 'relative' | 'state' | 'part'>

/** What is exported. */
export interface GatheredRows {
  readonly rows: ExportRow[]
  readonly skipped: Skipped
  /** Of all photos that could be exported: what a class is called on the disk does not depend on which others are chosen. */
  readonly classes: readonly string[]
  /** The classes that were asked for; undefined where all were. */
  readonly chosen: ReadonlySet<string> | undefined
}

/**
 * Rows of these classes alone. `animals/`, with a stroke at its end, means all classes below `animals` and itself.
 * @throws AppError `not-found` for a class that no photo could have.
 */
export function onlyOf(
  { rows, skipped }: Omit<ReturnType<typeof exportRows>, 'setAside'>,
  wanted: readonly string[] | undefined,
  known: readonly string[],
): GatheredRows {
  const classes = [...new Set(rows.map((row) => row.class))]
  const plain = skipped.map(({ class: _, ...rest }) => rest)
  if (wanted === undefined) return { rows, skipped: plain, classes, chosen: undefined }
  const all = new Set([...classes, ...known])
  const chosen = new Set(wanted.flatMap((name) => meantBy(canonicalClassName(name), all)))
  return {
    rows: rows.filter((row) => chosen.has(row.class)),
    skipped: skipped.filter((each) => chosen.has(each.class)).map(({ class: _, ...rest }) => rest),
    classes,
    chosen,
  }
}

function meantBy(wanted: string, all: ReadonlySet<string>): string[] {
  const above = wanted.endsWith('/') ? wanted.slice(0, -1) : undefined
  const found = [...all].filter((name) => (above === undefined ? name === wanted : isWithin(name, above)))
  if (found.length > 0) return found
  throw new AppError('not-found', sentence('no-class-named', { class: above ?? wanted }), { class: wanted })
}

/**
 * Rows by path within each state; labels whose photo lies nowhere are skipped with its last path. Photos set aside have no row.
 * @param snapshot whose labels are meant; those of now unless said
 */
export function exportRows(
  store: Store,
  suggestions: readonly Suggested[],
  snapshot?: string,
): { rows: ExportRow[]; skipped: (Skipped[number] & { class: string })[]; setAside: number } {
  const labelSet = store.labelSets.current()
  const paths = store.files.paths()
  const labels = snapshot === undefined ? labelsNow(store) : store.labelSnapshots.labels(labelSet, snapshot)
  const aside = store.journal.setAside(labelSet)
  const roots = store.files.roots().map((root) => root.path)
  const at = (file: string) => ({ path: file, relative: relativeTo(roots, file), part: null })
  const confirmed: ExportRow[] = []
  for (const [photo, name] of labels) {
    const location = paths.get(photo)
    if (location === undefined) continue
    confirmed.push({ ...at(location), photo, class: name, state: 'confirmed', probability: 1, head: null })
  }
  const suggested = suggestions.flatMap(({ photo, class: name, probability, head }): ExportRow[] => {
    const location = paths.get(photo)
    if (location === undefined || labels.has(photo) || aside.has(photo)) return []
    return [{ ...at(location), photo, class: name, state: 'suggested', probability, head }]
  })
  const setAside = snapshot === undefined ? [...aside.keys()].filter((photo) => paths.has(photo)).length : 0
  const skipped = snapshot === undefined ? withoutFile(store) : goneSince(labels, paths)
  return { rows: [...byPath(confirmed), ...byPath(suggested)], skipped, setAside }
}

/** From the innermost folder that is indexed, since a file may lie in several; of a URI what comes after the bucket. */
export function relativeTo(roots: readonly string[], file: string): string {
  if (isElsewhere(file)) return partsOfUri(file)?.relative ?? ''
  const inside = roots.filter((root) => file.startsWith(root.endsWith(path.sep) ? root : root + path.sep))
  const root = inside.reduce((longest, each) => (each.length > longest.length ? each : longest), '')
  return root === '' ? '' : path.relative(root, file).split(path.sep).join('/')
}

function byPath<T extends { path: string }>(rows: T[]): T[] {
  return rows.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** A label of the export that has no file is named by where its picture lay last. */
function withoutFile(store: Store): (Skipped[number] & { class: string })[] {
  return store.files.lostLabels(store.labelSets.current()).map(({ photo, path: place, why, classId }) => ({
    path: place ?? `photo ${photo}`,
    reason: WHY_LOST[why](),
    class: store.classes.name(classId),
  }))
}

/** Photos of a snapshot that lie nowhere now. */
function goneSince(
  labels: ReadonlyMap<PhotoId, string>,
  paths: ReadonlyMap<PhotoId, string>,
): ReturnType<typeof withoutFile> {
  const gone = [...labels].filter(([photo]) => !paths.has(photo))
  return gone.map(([photo, name]) => ({
    path: `photo ${photo}`,
    reason: sentence('skipped-missing'),
    class: name,
  }))
}

const WHY_LOST: Readonly<Record<LostLabel['why'], () => Sentence>> = {
  gone: () => sentence('skipped-missing'),
  replaced: () => sentence('skipped-replaced'),
  unreadable: () => sentence('skipped-unreadable'),
  'folder-removed': () => sentence('skipped-folder-removed'),
}
