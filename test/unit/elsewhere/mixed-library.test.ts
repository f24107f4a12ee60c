/**
 * @file A library with photos on this machine and photos elsewhere: all that is done with photos is done with both, or says why not. The features are
 * those of a real network.
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { cp, readdir, readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { connectLocally, type LocalEngine } from '../../../main/engine/connect.ts'
import { packageRoot } from '../../../main/engine/folders.ts'
import { openStore } from '../../../main/store/store.ts'
import { inEnglish, type PlainSentence } from '../../../shared/sentences/sentence.ts'
import { cacheIn } from '../../support/cache.ts'
import { runCommand } from '../../support/command-line.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { runIndex } from '../../support/index-job.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { resultsOf, writeResults, type WrittenRow } from '../../support/result-files.ts'

/** Of each class so many are here; all of them are in the bucket. */
const HERE = 4
const ALL = 10
const CLASSES = 3

let base: string
let rows: readonly WrittenRow[]
let file: string

const uriOf = (photo: string) => `s3://bucket/set/${path.relative(path.join(base, 'there'), photo)}`

beforeAll(async () => {
  base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'twinsort-elsewhere-')))
  await drawLibrary(path.join(base, 'there'), { classes: CLASSES, perClass: ALL })
  await drawLibrary(path.join(base, 'here'), { classes: CLASSES, perClass: HERE })
  const there = openStore(path.join(base, 'library-there'))
  await runIndex({ store: there, folders: [path.join(base, 'there')] })
  const results = await resultsOf(there, uriOf)
  there.close()
  rows = results.rows
  file = path.join(base, 'results', 'part-0.parquet')
  await writeResults(file, { ...results, rowGroupSize: 7 })
  const { client, ...engine } = engineOn(path.join(base, 'mixed'))
  await client.call('index', { folders: [path.join(base, 'here')], backbone: 'efficientnet-lite0-fp16' })
  await client.call('importResults', { files: [path.dirname(file)] })
  await engine.close()
})
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

function engineOn(library: string): LocalEngine {
  return connectLocally({
    library,
    cacheFolder: cacheIn(base),
    resources: path.join(packageRoot(), 'resources'),
    clock: Date.now,
    logLevel: 'silent',
  })
}

/** An engine on a copy of the mixed library. */
async function mixed() {
  const folder = await temporaryFolder()
  await cp(path.join(base, 'mixed'), path.join(folder, 'library'), { recursive: true })
  const engine = engineOn(path.join(folder, 'library'))
  onTestFinished(() => engine.close())
  return { ...engine, folder }
}

const said = (skipped: readonly { path: string; reason: PlainSentence }[]) => [
  ...new Set(skipped.map(({ reason }) => inEnglish(reason))),
]
const classOf = (place: string) => path.basename(path.dirname(place))

test('the command line imports into a new library, takes addresses for paths, and does not look for them on the disk', async () => {
  const library = path.join(await temporaryFolder(), 'library')
  const run = async (...words: string[]) => {
    const { code, stdout } = await runCommand(['--library', library, '--json', ...words])
    return { code, output: JSON.parse(stdout) as unknown }
  }
  const total = CLASSES * ALL
  const told = { photos: total, suggestions: total, added: total, leftOut: [] }
  expect(await run('import', file)).toMatchObject({ code: 0, output: told })
  expect(await run('neighbours', rows[0].uri, '--count', '1')).toMatchObject({
    output: { neighbours: [{ path: expect.stringMatching(/^s3:/) as string }] },
  })
  expect(await run('index', 's3://bucket')).toMatchObject({
    code: 2,
    output: { error: { message: expect.stringContaining('s3://bucket is not on this machine') as string } },
  })
})

test('a photo that is here and there is one photo; those that are only there are never looked for on the disk', async () => {
  const { client } = await mixed()
  const status = await client.call('status', {})
  expect(status).toMatchObject({
    photos: CLASSES * ALL,
    missing: 0,
    unreadable: 0,
    roots: [path.join(base, 'here')],
  })
  const output = await client.call('index', { folders: [], verify: true })
  expect(output).toMatchObject({ photos: CLASSES * ALL, added: 0, missing: 0, moved: 0, unreadable: [] })
  expect(output.files).toBe(CLASSES * (HERE + ALL))
  expect(await client.call('check', {})).toMatchObject({ ok: true, problems: [] })
  const { folders } = await client.call('folders', {})
  expect(folders).toMatchObject([
    { path: path.join(base, 'here'), photos: CLASSES * HERE, isThere: true },
    { path: 's3://bucket', photos: CLASSES * ALL, isThere: true },
  ])
  const facts = await client.call('photoFacts', {})
  expect(facts.folders.map(({ path: folder }) => folder)).toContain('set/red-circle')
  const photo = await client.call('photo', { id: CLASSES * ALL })
  expect(photo.paths).toEqual([expect.stringMatching(/^s3:\/\/bucket\/set\//)])
  const picture = await client.call('picture', { id: CLASSES * ALL, size: 'full' })
  expect(picture.tag).toMatch(/-small$/)
  const removed = await client.call('removeFolder', { path: 's3://bucket' })
  expect(removed).toMatchObject({ removed: 's3://bucket', photos: CLASSES * (ALL - HERE) })
})

test('both are grouped, paged, labelled, trained on, suggested, searched and measured', async () => {
  const { client } = await mixed()
  expect(await client.call('group', {})).toMatchObject({ clusters: expect.any(Number) as number })
  const { page } = await client.call('page', {})
  const [first] = page?.photos ?? []
  await client.call('decide', {
    answer: { page: page?.id ?? 0, answers: [{ class: classOf(first.path), ids: [first.id] }], exclude: [] },
  })
  const some = rows.filter((_, at) => at % ALL < 6)
  const labelled = await client.call('label', {
    items: some.map(({ uri }) => ({ path: uri, class: classOf(uri) })),
  })
  expect(labelled).toMatchObject({ labelled: some.length, unknown: [], conflicts: [] })
  const { suggestions } = await client.call('suggest', {})
  expect(suggestions.length).toBeGreaterThan(0)
  expect(suggestions.every((each) => each.class === classOf(each.path))).toBe(true)
  expect(await client.call('train', { epochs: 1 })).toMatchObject({ head: 1 })
  expect(await client.call('train', { epochs: 1, network: 'cnn' })).toMatchObject({ network: 'cnn' })
  const evaluated = await client.call('evaluate', { truth: { kind: 'folders' } })
  expect(evaluated.accuracy).toBeGreaterThan(0.9)
  const found = await client.call('findLabels', { from: 'folders' })
  expect(found.photos).toBe(CLASSES * ALL)
  expect((await client.call('findLabels', { from: 'keywords' })).problems).toEqual([])
  for (const method of ['outliers', 'nearCopies', 'quality', 'associations', 'insights'] as const)
    await client.call(method, {})
  // Photos that come in later are embedded by the head that answers.
  expect(await client.call('importResults', { files: [file] })).toMatchObject({ added: 0, updated: 0 })
})

test('tables hold the address; what needs the file leaves the photo out with the reason', async () => {
  const { client, folder } = await mixed()
  const items = rows.map(({ uri }) => ({ path: uri, class: classOf(uri) }))
  await client.call('label', { items })
  const only = CLASSES * (ALL - HERE)
  const elsewhere = 'Its original is elsewhere, and Twinsort has only its thumbnail.'
  const at = (name: string) => path.join(folder, 'out', name)
  for (const format of ['csv', 'jsonl', 'coco', 'parquet', 'label-studio'] as const) {
    const { written, skipped } = await client.call('export', { format, out: at(`labels.${format}`) })
    expect([written, skipped]).toEqual([CLASSES * ALL, []])
  }
  const records = parse<Record<string, string>>(await readFile(at('labels.csv')), { columns: true })
  const there = records.filter((record) => record.path.startsWith('s3://'))
  expect(there).toHaveLength(only)
  for (const { path: uri, relative } of there) expect(`s3://bucket/${relative}`).toBe(uri)
  // The same table labels another library of these photos.
  await client.call('relabel', { ids: [CLASSES * ALL], class: null })
  expect(await client.call('label', { file: at('labels.csv') })).toMatchObject({
    labelled: CLASSES * ALL,
    unknown: [],
  })
  expect(await readFile(at('labels.label-studio'), 'utf8')).toContain('"image":"s3://bucket/set/')
  for (const mode of ['copy', 'link', 'move'] as const) {
    const { written, skipped } = await client.call('export', {
      ...{ format: 'imagefolder', out: at(mode), mode, dryRun: mode === 'move' },
    })
    expect([written, skipped.length, said(skipped)]).toEqual([CLASSES * HERE, only, [elsewhere]])
  }
  const again = await client.call('export', { format: 'imagefolder', out: at('copy'), mode: 'copy' })
  expect(again.skipped.filter(({ path: place }) => place.startsWith('s3:'))).toHaveLength(only)
  const xmp = await client.call('export', { format: 'xmp', out: at('xmp') })
  expect([xmp.written, said(xmp.skipped)]).toEqual([CLASSES * HERE, [elsewhere]])
  expect((await readdir(folder, { recursive: true })).filter((name) => name.includes('s3:'))).toEqual([])
})

test('what the other engine suggested answers until there is a class, becomes no label by itself, and is audited', async () => {
  const { client } = await mixed()
  const total = CLASSES * ALL
  const before = await client.call('suggest', {})
  expect(before.suggestions).toHaveLength(total)
  expect(before.suggestions[0]).toMatchObject({ probability: expect.closeTo(0.96) as number, head: null })
  expect(await client.call('photo', { id: 1 })).toMatchObject({
    class: null,
    suggestion: { class: expect.any(String) as string, probability: expect.closeTo(0.96) as number },
  })
  const { classes, classOf: column } = await client.call('photos', {})
  expect([classes.length, column.includes(-1)]).toEqual([CLASSES, false])
  expect((await client.call('status', {})).classes).toEqual([])
  const bound = { maximumError: 0.3, confidence: 0.8 }
  expect(await client.call('auditPlan', { ...bound, of: 'imported' })).toMatchObject({
    photos: total,
    imported: total,
  })
  const [first] = before.suggestions
  await client.call('confirm', { groups: [{ class: first.class, ids: [first.id] }] })
  expect((await client.call('photo', { id: first.id })).class).toBe(first.class)
  const own = await client.call('suggest', {})
  expect(new Set(own.suggestions.map((each) => each.class))).toEqual(new Set([first.class]))
  const imported = await client.call('suggest', { imported: true })
  expect(imported.suggestions).toHaveLength(total - 1)
  const started = await client.call('startAudit', { ...bound, of: 'imported' })
  expect(started).toMatchObject({ photos: total - 1, checks: 0, outcome: 'checking' })
  let state = started
  while (state.outcome === 'checking') {
    const { page } = await client.call('page', {})
    if (page === null) throw new Error('A check is due.')
    const [{ id, path: place }] = page.photos
    const answers = [{ class: classOf(place), ids: [id] }]
    expect(page).toMatchObject({ blind: true, class: null })
    await client.call('decide', { answer: { page: page.id, answers } })
    state = (await client.call('audit', {})).audit ?? started
  }
  expect(state.outcome).toBe('held')
  const { labelled } = await client.call('acceptAudit', {})
  expect(labelled).toBe(total - 1 - state.checks)
  // Blind checks of what was imported say nothing about the library's own suggestions.
  expect((await client.call('status', {})).estimate).toBeNull()
  await client.call('undo', {})
  expect((await client.call('status', {})).labelled).toBe(1 + state.checks)
})

test('a backup, a repair and another library know what is elsewhere', async () => {
  const folder = await temporaryFolder()
  await cp(path.join(base, 'mixed'), path.join(folder, 'library'), { recursive: true })
  const room = roomIn(folder)
  const signal = new AbortController().signal
  const call = { signal }
  await room.handlers.label({ items: [{ path: rows[0].uri, class: 'mine' }] }, call)
  const backup = path.join(folder, 'kept.db')
  await room.handlers.backup({ out: backup }, call)
  await room.handlers.restore({ path: backup, stopJobs: false }, call)
  const total = CLASSES * ALL
  const whole = { photos: total, labelled: 1, missing: 0 }
  expect(await room.handlers.status({}, call)).toMatchObject(whole)
  expect(await room.handlers.check({}, call)).toMatchObject({ ok: true, problems: [] })
  await room.handlers.repair({ stopJobs: false }, call)
  expect(await room.handlers.status({}, call)).toMatchObject(whole)
  const { suggestions } = await room.handlers.suggest(
    { imported: true, minProbability: 0, language: 'en' },
    call,
  )
  expect(suggestions).toHaveLength(total - 1)
  // Features are in no backup; what was lost with the library comes back with the file.
  expect(await room.handlers.importResults({ files: [file] }, call)).toMatchObject({
    photos: total,
    added: 0,
  })
})
