/**
 * @file The table of forms in docs/formats.md is what really happens: each form is written, read into another library, and compared.
 * A form that is not in the table, or one of which it says something else, fails here, with the row as it should be.
 */
import { constants } from 'node:fs'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { ExifTool } from '../../../main/jobs/export/keywords/exiftool.ts'
import { undoOne } from '../../../main/jobs/export/move/moves.ts'
import { relabelPhotos } from '../../../main/jobs/labels/relabel-photos.ts'
import { contract } from '../../../shared/contract.ts'
import { ExportFormat } from '../../../shared/contract/export-formats.ts'
import { AppError } from '../../../shared/errors.ts'
import { FORMS, type Form } from '../../support/export/forms.ts'
import {
  comeBack,
  exportAs,
  factsIn,
  filesBelow,
  labelsOf,
  libraryToExport,
  PARTS,
  TREE,
  type Library,
} from '../../support/export/round-trip.ts'

const HEADER = [
  ...['Form', '`export --format`', 'Labels back, by', 'Class trees', 'Suggestions', 'Parts'],
  ...['Questions', 'Paths', 'Embeddings', 'Taken back by', 'Read by'],
]

let rows: ReadonlyMap<string, readonly string[]>
let exiftoolLacks: string | undefined
let reflinkLacks: string | undefined
beforeAll(async () => {
  rows = await rowsOfDocument()
  exiftoolLacks = await ExifTool.start().then(
    (tool) => tool.close().then(() => undefined),
    (thrown: unknown) => String(thrown),
  )
  reflinkLacks = await whyNoReflinks()
})

async function whyNoReflinks(): Promise<string | undefined> {
  const folder = await mkdtemp(path.join(tmpdir(), 'twinsort-reflink-'))
  const [from, to] = ['a', 'b'].map((name) => path.join(folder, name))
  try {
    await writeFile(from, 'a')
    await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE)
    return undefined
  } catch (thrown) {
    return `The file system of temporary files has no reflinks: ${String(thrown)}`
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** By the name of the form. */
async function rowsOfDocument(): Promise<Map<string, string[]>> {
  const text = await readFile(path.join(packageRoot(), 'docs/formats.md'), 'utf8')
  const cells = text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    )
  const from = cells.findIndex(([first]) => first === 'Form')
  expect(cells[from]).toEqual(HEADER)
  return new Map(cells.slice(from + 2).map((row) => [row[0], row]))
}

const isRefused = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => false,
    (thrown: unknown) => {
      if (thrown instanceof AppError && thrown.code === 'bad-input') return true
      throw thrown
    },
  )

/** In the open question, and in all. */
function sameness(from: Library, back: Map<string, Map<string, string>>) {
  const [open, ...others] = labelsOf(from.store).values()
  const [mine, ...more] = back.values()
  expect(mine).toEqual(open)
  const isAll = others.length === more.length && others.every((each, i) => more[i].size === each.size)
  return { trees: [...mine.values()].includes(TREE) ? 'yes' : '–', questions: isAll ? 'all' : 'the open one' }
}

async function suggestionsOf(form: Form): Promise<string> {
  if (form.format === 'history') return '–'
  const from = await libraryToExport(form)
  const exported = exportAs(from, form, { includeSuggestions: 0.9 })
  if (await isRefused(exported)) return '–'
  const [labels] = (await comeBack(from, await exported, form)).values()
  const [open] = labelsOf(from.store).values()
  return labels.size === open.size ? 'yes, not read as labels' : 'yes, read as labels'
}

async function partsOf(form: Form): Promise<string> {
  if (form.format === 'history') return '–'
  const from = await libraryToExport(form)
  const exported = exportAs(from, form, { split: PARTS })
  if (await isRefused(exported)) return '–'
  sameness(from, await comeBack(from, await exported, form))
  return 'yes'
}

/** Where the export changed what was there before. */
async function takenBack(form: Form): Promise<string> {
  const from = await libraryToExport(form)
  const before = await filesBelow(from.root)
  const bytes = () => Promise.all(before.map((file) => readFile(path.join(from.root, file))))
  const was = await bytes()
  await exportAs(from, form)
  const isSame = (now: readonly string[]) => JSON.stringify(now) === JSON.stringify(before)
  if (isSame(await filesBelow(from.root)) && (await bytes()).every((each, i) => each.equals(was[i])))
    return '–'
  const { store } = from
  if (form.options?.mode === 'move') {
    const signal = new AbortController().signal
    await undoOne({ store, signal, report: () => undefined }, { dryRun: false })
    expect(await filesBelow(from.root)).toEqual(before)
    return '`moves undo`'
  }
  for (const photo of store.journal.labels(store.labelSets.current()).keys())
    relabelPhotos(store, { ids: [photo], class: null, only: 'all' })
  await exportAs(from, form)
  expect(await filesBelow(from.root)).toEqual(before)
  expect(await comeBack(from, '', form)).toEqual(new Map())
  return 'exporting without labels'
}

async function measured(form: Form): Promise<string[]> {
  const start = [form.name, form.command]
  if (form.back === undefined) {
    const from = await libraryToExport(form)
    for (const more of [{ split: PARTS }, { classes: ['hen'] }])
      expect(await isRefused(exportAs(from, form, more))).toBe(true)
    return [...start, '–', '–', '–', '–', '–', '–', 'computes them', '–', form.readBy]
  }
  const from = await libraryToExport(form)
  const before = labelsOf(from.store)
  const into = await exportAs(from, form)
  const { trees, questions } = sameness(from, await comeBack(from, into, form))
  expect(labelsOf(from.store)).toEqual(before)
  const { paths, embeddings } = await factsIn(from, into)
  return [
    ...[...start, `the same, ${form.back}`, trees, await suggestionsOf(form), await partsOf(form)],
    ...[questions, paths, embeddings, await takenBack(form), form.readBy],
  ]
}

describe('the table of forms', () => {
  it('has every format and every way of having the photos', () => {
    expect(new Set(FORMS.map(({ format }) => format))).toEqual(new Set([...ExportFormat.options, 'history']))
    const ways = new Set(
      FORMS.map(({ options }) => contract.export.input.parse({ format: 'csv', ...options }).mode),
    )
    expect(ways).toEqual(new Set(['copy', 'link', 'reflink', 'symlink', 'move']))
    expect([...rows.keys()]).toEqual(FORMS.map(({ name }) => name))
  })

  it.each(FORMS)('says what becomes of $name', async (form) => {
    if (form.options?.xmp?.place === 'embedded' && exiftoolLacks !== undefined)
      return expect(exportAs(await libraryToExport(form), form)).rejects.toMatchObject({
        code: 'backend-unavailable',
      })
    if (form.options?.mode === 'reflink' && reflinkLacks !== undefined)
      return expect(exportAs(await libraryToExport(form), form)).rejects.toMatchObject({
        ...{ code: 'conflict', message: expect.stringContaining('reflinks') as string },
      })
    const row = await measured(form)
    expect(rows.get(form.name), `| ${row.join(' | ')} |`).toEqual(row)
  })
})
