/** @file A library where nothing can be written is viewed, exported and backed up; every change is refused; nothing there is touched. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, type TestContext } from 'vitest'
import { z } from 'zod'
import { contract } from '../../../shared/contract.ts'
import { connectLocally, type LocalEngine } from '../../../main/engine/connect.ts'
import { cacheFolder } from '../../../main/model/backends/folders.ts'
import { packageRoot } from '../../../main/engine/folders.ts'
import { connect, PAGE_SIZE } from '../../../main/store/lifecycle/database.ts'
import { migrations } from '../../../main/store/migrations/index.ts'
import { openDatabase } from '../../../main/store/lifecycle/open.ts'
import { openStore } from '../../../main/store/store.ts'
import { cacheIn } from '../../support/cache.ts'
import { ENTRY } from '../../support/command-line.ts'
import { drawLibrary, type DrawnPhoto } from '../../support/photos/pictures.ts'
import {
  onReadOnlyDisk,
  snapshot,
  takeRights,
  whyNot,
  withoutRights,
} from '../../support/read-only-folder.ts'

const EVERY_METHOD = path.join(import.meta.dirname, '../../support/every-method-child.ts')
const CHANGES = [
  ...[
    'index',
    'importResults',
    'removeFolder',
    'moveFolders',
    'page',
    'decide',
    'undo',
    'undoMove',
    'redo',
    'label',
    'setAside',
    'relabel',
    'settleLostLabels',
  ],
  ...[
    'importHistory',
    'splitClass',
    'renameClass',
    'mergeClasses',
    'deleteClass',
    'markClass',
    'startAudit',
    'stopAudit',
    'acceptAudit',
  ],
  ...[
    'changeGrouping',
    'drawMap',
    'confirm',
    'nameUnlabelled',
    'train',
    'promote',
    'restore',
    'repair',
    'repeatJob',
  ],
  ...[
    'saveView',
    'deleteView',
    'answerSuspects',
    'takeLabels',
    'saveSnapshot',
    'removeSnapshot',
    'mergeLibrary',
  ],
  ...['createLabelSet', 'renameLabelSet', 'removeLabelSet', 'restoreLabelSet'],
]

const Answers = z.record(
  z.string(),
  z.object({
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    output: z.looseObject({}).optional(),
  }),
)
type Answers = z.infer<typeof Answers>
const Status = z.object({ readOnly: z.boolean(), photos: z.number(), labelled: z.number() })
const Failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

let base: string
let photos: DrawnPhoto[]
let original: string

/** Everybody may read what lies here, as on a shared disk. */
beforeAll(async () => {
  base = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'twinsort-read-only-')))
  chmodSync(base, 0o755)
  photos = await drawLibrary(path.join(base, 'photos'), { classes: 3, perClass: 6 })
  original = path.join(base, 'original')
  const engine = engineOn(original)
  await engine.client.call('index', {
    folders: [path.join(base, 'photos')],
    backbone: 'efficientnet-lite0-int8',
  })
  await engine.client.call('label', {
    items: photos
      .filter((_, index) => index % 6 < 4)
      .map((photo) => ({ path: photo.path, class: photo.class })),
  })
  await engine.client.call('saveSnapshot', { name: 'kept' })
  await engine.client.call('page', {})
  await engine.client.call('train', { epochs: 1 })
  await engine.close()
})
afterAll(() => {
  rmSync(base, { recursive: true, force: true })
})

function engineOn(library: string): LocalEngine {
  return connectLocally({
    library,
    cacheFolder: cacheFolder(),
    resources: path.join(packageRoot(), 'resources'),
    clock: Date.now,
    logLevel: 'silent',
  })
}

/** A copy of the library, as it is after a close or, with a log, as a process that was killed leaves it. */
function copied(name: string, { hasLog }: { hasLog: boolean }): string {
  const folder = path.join(base, name)
  cpSync(original, folder, { recursive: true, preserveTimestamps: true })
  if (!hasLog) return folder
  const writing = path.join(base, `${name}-open`)
  cpSync(original, writing, { recursive: true })
  const store = openStore(writing)
  const labelSet = store.labelSets.current()
  const photo = store.photos.presentIds().find((id) => !store.journal.labels(labelSet).has(id)) ?? 0
  const labels = [{ photo, class: store.classes.ensure(labelSet, 'in the log') }]
  store.journal.decide({ labelSet, kind: 'label', actor: 'person', labels, rejections: [], skips: [] })
  for (const part of ['library.db', 'library.db-wal', 'library.mark'])
    cpSync(path.join(writing, part), path.join(folder, part))
  store.close()
  return folder
}

/** A folder that anybody may write to, with one for temporary files in it. */
function outside(name: string): { out: string; temporary: string } {
  const out = path.join(base, name)
  const temporary = path.join(out, 'temporary')
  mkdirSync(temporary, { recursive: true })
  for (const folder of [out, temporary]) chmodSync(folder, 0o777)
  return { out, temporary }
}

/** `tune` computes longer than all the rest together, and the same in each place: it is called in one. */
const PLACES = [
  ['on a read-only disk', onReadOnlyDisk, { hasLog: false, without: ['tune'] }],
  ['on a read-only disk, with decisions in its log', onReadOnlyDisk, { hasLog: true, without: [] }],
  ['in a folder without the right to write', withoutRights, { hasLog: false, without: ['tune'] }],
  [
    'in a folder without the right to write, with decisions in its log',
    withoutRights,
    { hasLog: true, without: ['tune'] },
  ],
] as const

/** Why this system cannot run things in such a place, asked once for all tests. */
const reasons = new Map<typeof onReadOnlyDisk, Promise<string | undefined>>()

async function whyNotHere(runs: typeof onReadOnlyDisk): Promise<string | undefined> {
  const folder = mkdtempSync(path.join(base, 'probe-'))
  const giveBack = takeRights(folder)
  const reason = await whyNot(runs, folder)
  giveBack()
  return reason
}

async function skipUnlessPossible(context: TestContext, runs: typeof onReadOnlyDisk): Promise<void> {
  const asked = reasons.get(runs) ?? whyNotHere(runs)
  reasons.set(runs, asked)
  const reason = await asked
  if (reason === undefined) return
  process.stderr.write(`Not tested here: ${reason}\n`)
  context.skip(reason)
}

describe.each(PLACES)('a library %s', (place, runs, { without, ...log }) => {
  test('answers what only reads, refuses every change, and stays as it is', async (context) => {
    await skipUnlessPossible(context, runs)
    const name = place.replaceAll(/\W/g, '-')
    const library = copied(name, log)
    const { out, temporary } = outside(`${name}-out`)
    const cache = cacheIn(library)
    onTestFinished(takeRights(library))
    const before = snapshot(library)
    const photosBefore = snapshot(path.join(base, 'photos'))
    // The cache lies there too, as in a home that is read-only.
    const methods = Object.keys(contract).filter((method) => !without.some((name) => name === method))
    const words = [EVERY_METHOD, library, out, cache, photos[0].path, ...methods]
    const { code, stdout, stderr } = await runs(library, words, { environment: { TMPDIR: temporary } })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const answers = Answers.parse(JSON.parse(stdout))
    expect(Object.keys(answers).sort()).toEqual(methods.sort())

    const refused = Object.keys(answers).filter((method) => answers[method].error?.code === 'read-only')
    expect(refused.sort()).toEqual([...CHANGES].sort())
    for (const method of refused) expect(answers[method].error?.message).toMatch(refusalFor(library))
    const failed = Object.entries(answers).filter(([method, { error }]) => error && !refused.includes(method))
    // Of what was exported it would open a file manager on the machine that tests: it is asked for something else.
    expect(failed.map(([method, { error }]) => [method, error?.code])).toEqual([['openExport', 'not-found']])
    const labelled = 12 + (log.hasLog ? 1 : 0)
    expect(Status.parse(answers.status.output)).toEqual({ readOnly: true, photos: 18, labelled })
    expect(answers.check.output).toMatchObject({ ok: true, problems: [] })
    expect(answers.export.output).toMatchObject({ written: labelled, skipped: [] })
    expect(answers.group.output).toMatchObject({ clusters: 3 + (log.hasLog ? 1 : 0) })
    expect(readFileSync(path.join(out, 'history.jsonl'), 'utf8').includes('in the log')).toBe(log.hasLog)
    expect(backedUp(path.join(out, 'backup.db'))).toBe(labelled)

    expect(snapshot(library)).toEqual(before)
    expect(snapshot(path.join(base, 'photos'))).toEqual(photosBefore)
    expect(readdirSync(temporary).filter((left) => left.startsWith('twinsort-'))).toEqual([])
  })
})

/** One command of the command line, as JSON. */
async function command(runs: typeof onReadOnlyDisk, place: string, words: string[], temporary: string) {
  const ended = await runs(place, [ENTRY, ...words, '--json'], {
    environment: { TMPDIR: temporary, TWINSORT_CACHE: path.join(temporary, 'cache') },
  })
  return { code: ended.code, answer: z.looseObject({}).parse(JSON.parse(ended.stdout)) }
}

/** What a command is refused with. */
function failure({ answer }: { answer: object }): { code: string; message: string } {
  return Failure.parse(answer).error
}

describe('on a read-only disk', () => {
  test('a library without a log is read where it is, without a copy', async (context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const library = copied('in-place', { hasLog: false })
    const environment = {
      TMPDIR: path.join(base, 'no-such-folder'),
      TWINSORT_CACHE: outside('in-place-out').out,
    }
    const words = [ENTRY, 'status', '--library', library]
    const { code, stdout } = await onReadOnlyDisk(library, words, { environment })
    expect(code).toBe(0)
    expect(stdout).toContain('The library is read-only: it can be viewed and exported, not changed.')
  })

  test('a change ends with one plain error and the exit code 1', async (context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const library = copied('refusing', { hasLog: false })
    const { temporary } = outside('refusing-out')
    const before = snapshot(library)
    for (const words of [['undo'], ['class', 'delete', 'red-circle'], ['backup'], ['repair']]) {
      const ended = await command(onReadOnlyDisk, library, [...words, '--library', library], temporary)
      expect(ended.code).toBe(1)
      expect(failure(ended)).toEqual({
        code: 'read-only',
        message: expect.stringMatching(refusalFor(library)) as string,
      })
    }
    expect(snapshot(library)).toEqual(before)
  })

  test('a library of an earlier version is migrated in a copy', async (context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const library = path.join(base, 'earlier')
    mkdirSync(library)
    openDatabase(library, migrations.slice(0, 2)).close()
    const { temporary } = outside('earlier-out')
    const before = snapshot(library)
    const { answer } = await command(onReadOnlyDisk, library, ['status', '--library', library], temporary)
    expect(Status.parse(answer)).toEqual({ readOnly: true, photos: 0, labelled: 0 })
    expect(snapshot(library)).toEqual(before)
    expect(readdirSync(temporary)).toEqual(['cache'])
  })

  test('decisions that are missing are missed, as anywhere', async (context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const library = copied('lost', { hasLog: true })
    rmSync(path.join(library, 'library.db-wal'))
    const before = snapshot(library)
    const { temporary } = outside('lost-out')
    const ended = await command(onReadOnlyDisk, library, ['status', '--library', library], temporary)
    expect(failure(ended).code).toBe('library-incomplete')
    expect(snapshot(library)).toEqual(before)
  })

  test('the decisions of a damaged library are written to a file elsewhere', async (context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const library = copied('damaged', { hasLog: false })
    destroy(library, 'decision_items')
    const before = snapshot(library)
    const { out, temporary } = outside('damaged-out')
    const words = ['history', '--out', path.join(out, 'h.jsonl'), '--library', library]
    const ended = await command(onReadOnlyDisk, library, words, temporary)
    expect(ended).toMatchObject({ code: 0, answer: { written: path.join(out, 'h.jsonl'), decisions: 1 } })
    expect(JSON.stringify(ended.answer)).toMatch(/Rows \d+ to \d+ of decision_items cannot be read/)
    expect(snapshot(library)).toEqual(before)
  })

  test('a folder without a library says that none can be made there', async (context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const empty = path.join(base, 'empty')
    mkdirSync(empty)
    const { temporary } = outside('empty-out')
    const ended = await command(onReadOnlyDisk, empty, ['status', '--library', empty], temporary)
    expect(failure(ended).message).toMatch(/No library can be made there: EROFS.* Choose another folder/)
    expect(readdirSync(empty)).toEqual([])
  })

  test.for([
    'export --format csv --out o.csv',
    'export --format imagefolder --out .',
    'export --format imagefolder --out new',
    'export --format onnx --out o.onnx',
    'history --out h.jsonl',
    'backup --out b.db',
  ])('%s names the folder that takes nothing', async (line, context) => {
    await skipUnlessPossible(context, onReadOnlyDisk)
    const words = line.split(' ')
    const target = mkdtempSync(path.join(base, 'target-'))
    const library = copied(`${path.basename(target)}-library`, { hasLog: false })
    const { temporary } = outside(`${path.basename(target)}-out`)
    const said = [...words.slice(0, -1), path.join(target, words.at(-1) ?? ''), '--library', library]
    const ended = await command(onReadOnlyDisk, target, said, temporary)
    expect(ended.code).toBe(1)
    expect(failure(ended)).toEqual({ code: 'conflict', message: expect.stringContaining(target) as string })
    expect(failure(ended).message).toMatch(/on a disk that can only be read; choose another folder|EROFS/)
    expect(readdirSync(target)).toEqual([])
  })
})

describe('without the right to write', () => {
  test('a photo whose thumbnail is gone is shown from its file, and none is made', async (context) => {
    await skipUnlessPossible(context, withoutRights)
    const library = copied('no-thumbnails', { hasLog: false })
    rmSync(path.join(library, 'thumbnails'), { recursive: true })
    onTestFinished(takeRights(library))
    const { out, temporary } = outside('no-thumbnails-out')
    const before = snapshot(library)
    const words = [EVERY_METHOD, library, out, path.join(temporary, 'cache'), photos[0].path, 'picture']
    const { stdout } = await withoutRights(library, words, { environment: { TMPDIR: temporary } })
    expect(Answers.parse(JSON.parse(stdout)).picture.output).toMatchObject({ type: 'image/jpeg' })
    expect(snapshot(library)).toEqual(before)
  })

  test('a database that may not be written is enough, whatever else may be', async (context) => {
    await skipUnlessPossible(context, withoutRights)
    const library = copied('only-the-file', { hasLog: true })
    onTestFinished(takeRights(library))
    chmodSync(library, 0o777)
    const { temporary } = outside('only-the-file-out')
    const before = snapshot(library)
    const { answer } = await command(withoutRights, library, ['status', '--library', library], temporary)
    expect(Status.parse(answer)).toEqual({ readOnly: true, photos: 18, labelled: 13 })
    expect(snapshot(library)).toEqual(before)
  })

  test.for(['library.db', '.'])(
    'a library of which %s may not even be read says so',
    async (name, context) => {
      await skipUnlessPossible(context, withoutRights)
      const library = copied(`unreadable-${name}`, { hasLog: false })
      onTestFinished(takeRights(library))
      chmodSync(path.join(library, name), 0)
      const { temporary } = outside(`unreadable-${name}-out`)
      const ended = await command(withoutRights, library, ['status', '--library', library], temporary)
      chmodSync(path.join(library, name), 0o700)
      expect(failure(ended).message).toMatch(/cannot be opened: you may not read it/)
    },
  )
})

/** Overwrites every page of the table. */
function destroy(library: string, table: string): void {
  const file = path.join(library, 'library.db')
  const database = connect(file)
  const pages = database.all<{ page: number }>('SELECT pageno AS page FROM dbstat WHERE name = ?', table)
  database.close()
  const bytes = readFileSync(file)
  for (const { page } of pages) bytes.fill(0x5a, (page - 1) * PAGE_SIZE, page * PAGE_SIZE)
  writeFileSync(file, bytes)
}

function refusalFor(library: string): RegExp {
  return new RegExp(
    `^The library in ${library} is read-only: .* Nothing was changed\\. To change it, copy the folder`,
  )
}

/** Labels in a backup that is opened as a library of its own. */
function backedUp(file: string): number {
  const folder = mkdtempSync(path.join(base, 'restored-'))
  cpSync(file, path.join(folder, 'library.db'))
  const store = openStore(folder)
  const { size } = store.journal.labels(store.labelSets.current())
  store.close()
  return size
}
