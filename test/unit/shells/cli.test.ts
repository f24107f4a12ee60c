/** @file The contract of the command line (docs/command-line.md), held by running it: words, streams, exit codes, fields. */
import { copyFile, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { FolderAtPlace } from '../../../shared/contract/moved-folders.ts'
import { type Method } from '../../../shared/contract.ts'
import { PlainError } from '../../../shared/errors.ts'
import { cacheIn } from '../../support/cache.ts'
import { runCommand, type RunOptions } from '../../support/command-line.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { lightroomXmp } from '../../support/photos/xmp.ts'
import { printedBy } from '../../support/printed.ts'

/** Reading pictures takes a while where cores are few and busy. */
const PATIENCE = 300_000

let folder = ''
let library = ''
let photos = ''
let spare = 0

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'twinsort-cli-'))
  library = path.join(folder, 'library')
  photos = path.join(folder, 'photos')
  cacheIn(folder)
  await drawLibrary(photos, { classes: 3, perClass: 6, seed: 5 })
  await writeFile(path.join(photos, 'broken.jpg'), 'no picture')
}, PATIENCE)

afterAll(() => rm(folder, { recursive: true, force: true }))

const cache = () => ({ TWINSORT_CACHE: path.join(folder, 'cache') })

function run(words: readonly string[], options: RunOptions = {}) {
  return runCommand(words, { cwd: folder, ...options, environment: { ...cache(), ...options.environment } })
}

/** Runs a command that must succeed; its standard output must be one JSON object that fits the contract. */
async function json<M extends Method>(method: M, words: readonly string[], options: RunOptions = {}) {
  const { code, stdout, stderr } = await run([...words, '--library', library, '--json'], options)
  expect(code, stderr).toBe(0)
  expect(stdout.trimEnd().split('\n')).toHaveLength(1)
  return printedBy(method, stdout)
}

/** Runs a command that must fail, with the same sentence on standard error and in the one JSON object. */
async function failure(words: readonly string[], code: number): Promise<PlainError> {
  const result = await run([...words, '--json', '--library', path.join(folder, `spare-${++spare}`)])
  expect(result.code, result.stderr).toBe(code)
  // The contract's error and nothing beside it: the key of the sentence is for windows.
  const Told = PlainError.omit({ sentence: true }).strict()
  const { error } = z.strictObject({ error: Told }).parse(JSON.parse(result.stdout))
  expect(result.stderr.trimEnd().split('\n').at(-1)).toBe(error.message)
  expect(error.message).toMatch(/^[^a-z].*[.?`]$/)
  return error
}

describe('wrong usage', () => {
  it.each([
    ['an unknown command', ['grup'], /grup.*group/],
    ['an unknown option', ['group', '--cluster', '5'], /--cluster\b.*--clusters/],
    ['no command', [], /twinsort --help/],
    ['a missing argument', ['neighbours'], /path/],
    ['a number that is none', ['--seed', 'x', 'status'], /--seed/],
    ['a backbone that is none', ['index', '.', '--backbone', 'resnet'], /efficientnet-lite2-int8/],
    ['a share above one', ['suggest', '--min-probability', '2'], /from 0 to 1/],
    ['photos without a class', ['label', 'a.jpg'], /--class/],
    ['a class without photos', ['label', '--class', 'hen'], /hen/],
    ['a head that is no number', ['promote', 'best'], /raw/],
    ['one word too many', ['status', 'now'], /argument/],
    ['a search without a word', ['search'], /word/],
    ['a language that is none', ['search', 'dog', '--language', 'xx'], /--language/],
    ['names from two sources', ['suggest', '--names', 'cat', '--names-file', 'a.txt'], /--names-file/],
    ['no name at all', ['suggest', '--names', ' , '], /No class is named/],
  ])('%s ends with 2 and a sentence', async (_name, words, message) => {
    const error = await failure(words, 2)
    expect(error).toMatchObject({ code: 'bad-input', message: expect.stringMatching(message) as string })
  })

  it('writes the help to standard output', async () => {
    const { code, stdout } = await run(['--help'])
    expect(code).toBe(0)
    for (const command of ['index', 'decide', 'simulate', 'export']) expect(stdout).toContain(command)
  })

  it('makes no library', async () => {
    const nowhere = path.join(folder, 'nowhere')
    await run(['--library', nowhere, 'group', '--clusters', 'many'])
    await expect(stat(nowhere)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('an empty library', () => {
  it('is made on first use, by default in the folder for user data', async () => {
    const environment = { XDG_DATA_HOME: folder, LOCALAPPDATA: folder, HOME: folder, TWINSORT_LIBRARY: '' }
    const { code, stdout } = await run(['status', '--json'], { environment })
    expect(code).toBe(0)
    const status = printedBy('status', stdout)
    expect(status.photos).toBe(0)
    expect(path.relative(folder, status.library)).not.toMatch(/^\.\./)
    await expect(stat(path.join(status.library, 'library.db'))).resolves.toBeDefined()
  })

  it.each([
    ['neighbours', ['neighbours', 'a.jpg'], 'not-found'],
    ['promote', ['promote', '3'], 'not-found'],
    ['a decision on no page', ['decide', '--file', 'none.json'], 'not-found'],
    ['a word that nobody knows', ['search', 'poddle'], 'not-found'],
    ['a file of names', ['suggest', '--names-file', 'none.txt'], 'not-found'],
    ['names that nobody knows', ['suggest', '--names', 'qwertz'], 'not-found'],
  ])('says what it lacks: %s', async (_name, words, code) => {
    expect(await failure(words, 1)).toMatchObject({ code })
  })

  it('has nothing wrong with it', async () => {
    const { code, stdout } = await run(['check', '--library', path.join(folder, 'fresh')])
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'The library is sound.\n' })
  })

  it('takes decisions only as JSON of the right shape', async () => {
    const file = path.join(folder, 'wrong.json')
    await writeFile(file, '{"page": 1, "answers": [{"class": "hen", "ids": ["x"]}]}')
    expect(await failure(['decide', '--file', file], 2)).toMatchObject({
      message: expect.stringMatching(/answers\[0\]\.ids\[0\]/) as string,
    })
    await writeFile(file, '{')
    expect(await failure(['decide', '--file', file], 2)).toMatchObject({ code: 'bad-input' })
  })
})

describe('the main job', { timeout: PATIENCE }, () => {
  it('indexes, says what cannot be used, and does not read again what is unchanged', async () => {
    const words = ['index', photos, '--backbone', 'efficientnet-lite0-int8']
    const first = await json('index', words)
    expect(first).toMatchObject({ photos: 18, files: 18, added: 18, backbone: expect.any(String) as string })
    expect(first.unreadable).toEqual([
      { path: path.join(photos, 'broken.jpg'), reason: expect.any(String) as string },
    ])
    const again = await json('index', ['index', 'photos'])
    expect(again).toMatchObject({ photos: 18, added: 0, updated: 0, moved: 0, missing: 0 })
  })

  it('groups, with the options before or after the command', async () => {
    const after = await json('group', ['group', '--clusters', '3', '--seed', '7'])
    const before = await json('group', ['--seed', '7', '--clusters', '3', 'group'])
    expect(after.clusters).toBe(3)
    expect(before.inertia).toBe(after.inertia)
  })

  it('finds the nearest photos', async () => {
    const [name] = await readdir(photos)
    const file = path.join(photos, name, `${name}-0001.jpg`)
    const { neighbours } = await json('neighbours', [
      'neighbours',
      path.relative(folder, file),
      '--count',
      '4',
    ])
    expect(neighbours).toHaveLength(4)
    expect(neighbours.every(({ path: found }) => path.isAbsolute(found) && found !== file)).toBe(true)
    const similarities = neighbours.map(({ similarity }) => similarity)
    expect(similarities).toEqual(similarities.toSorted((a, b) => b - a))
    const outside = path.join(folder, 'outside.jpg')
    await copyFile(file, outside)
    const like = await json('alikeFile', ['neighbours', '--outside', 'outside.jpg', '--count', '1'])
    expect(like.neighbours).toMatchObject([{ path: file }])
    await rm(outside)
  })

  it('searches by a word of several parts, likeliest first', async () => {
    const all = ['--min-probability', '0', '--limit', '4']
    const output = await json('search', ['search', 'living', 'thing', ...all])
    expect(output).toMatchObject({ found: 18, classes: [], meaning: { word: 'living thing' } })
    expect(output.photos).toHaveLength(4)
    expect(output.photos.every(({ path: found }) => path.isAbsolute(found))).toBe(true)
    const scores = output.photos.map(({ score }) => score)
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    const german = await json('search', ['search', 'Hut', '--language', 'de', ...all])
    expect(german.meaning?.kinds).toContain('Sombrero')
    const { code, stdout } = await run(['search', 'dogs', '--library', library, ...all])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^"dog": .* and 113 other kinds\.\n18 photos\. The likeliest 4:\n/)
  })

  it('guesses by names alone, given at once or in a file, and labels nothing', async () => {
    const file = path.join(folder, 'names.txt')
    await writeFile(file, '\uFEFFcat\r\n\r\nGrandma\r\n vehicle \r\n')
    const byFile = await json('suggest', ['suggest', '--names-file', 'names.txt'])
    expect(byFile.unknownNames).toEqual(['Grandma'])
    expect(byFile.suggestions).toHaveLength(18)
    expect(byFile.suggestions.every((each) => ['cat', 'vehicle'].includes(each.class))).toBe(true)
    expect(await json('suggest', ['suggest', '--names', 'cat,Grandma,vehicle'])).toEqual(byFile)
    expect(await json('status', ['status'])).toMatchObject({ labelled: 0, classes: [] })
    const { stdout } = await run(['suggest', '--names', 'cat,Grandma', '--library', library])
    expect(stdout).toContain('none is a label')
    expect(stdout).toContain('  Grandma\n')
  })

  it('shows the same page until it is answered, and takes the answer from a file or the standard input', async () => {
    const { page } = await json('page', ['page'])
    expect((await json('page', ['page'])).page).toEqual(page)
    if (page === null) throw new Error('There must be a page.')
    const ids = page.photos.map(({ id }) => id)
    const input = JSON.stringify({ page: page.id, answers: [{ class: 'hen', ids }] })
    expect(await json('decide', ['decide', '--file', '-'], { input })).toMatchObject({ labelled: ids.length })

    const next = (await json('page', ['page'])).page
    expect(next?.id).not.toBe(page.id)
    const answer = path.join(folder, 'answer.json')
    await writeFile(answer, JSON.stringify({ page: next?.id, skip: true }))
    expect(await json('decide', ['decide', '--file', 'answer.json'])).toMatchObject({ labelled: 0 })
    const stale = await run(['decide', '--file', '-', '--library', library, '--json'], { input })
    expect(stale.code).toBe(1)
    expect(JSON.parse(stale.stdout)).toMatchObject({ error: { code: 'conflict' } })
  })

  it('undoes and redoes across restarts', async () => {
    const { undone } = await json('undo', ['undo', '--count', '2'])
    expect(undone).toHaveLength(2)
    expect(await json('status', ['status'])).toMatchObject({ labelled: 0 })
    expect((await json('redo', ['redo', '--count', '5'])).redone).toEqual(undone.toReversed())
    const { decisions } = await json('history', ['history'])
    expect(decisions.map(({ kind }) => kind).sort()).toEqual(['page', 'redo', 'redo', 'skip', 'undo', 'undo'])
    await json('undo', ['undo', '--count', '9'])
    expect((await json('undo', ['undo'])).undone).toEqual([])
  })

  it('imports labels, suggests the rest and measures itself', async () => {
    const names = (await readdir(photos)).filter((name) => !name.includes('.'))
    const rows = names.flatMap((name) => [1, 2, 3].map((i) => `photos/${name}/${name}-000${i}.jpg,${name}`))
    await writeFile(
      path.join(folder, 'labels.csv'),
      ['path,class', ...rows, 'photos/none.jpg,hen'].join('\n'),
    )
    expect(await json('label', ['label', '--file', 'labels.csv'])).toEqual({
      labelled: 9,
      unknown: [path.join(folder, 'photos/none.jpg')],
      ambiguous: [],
      conflicts: [],
    })
    const { suggestions } = await json('suggest', ['suggest'])
    expect(suggestions).toHaveLength(9)
    const unclear = path.join(folder, `photos/${names[0]}/${names[0]}-0004.jpg`)
    const aside = ['set-aside', unclear, '--as', 'unsure']
    expect(await json('setAside', aside)).toMatchObject({ changed: 1, confirmed: 0, unknown: [] })
    expect((await json('suggest', ['suggest'])).suggestions).toHaveLength(8)
    expect((await json('status', ['status'])).setAside).toMatchObject({ unsure: 1 })
    expect(await json('setAside', ['set-aside', unclear, '--back'])).toMatchObject({ changed: 1 })
    expect(suggestions.every((each) => path.isAbsolute(each.path) && names.includes(each.class))).toBe(true)
    const { suggestions: none } = await json('suggest', ['suggest', '--min-probability', '1'])
    expect(none.length).toBeLessThanOrEqual(9)
    const measured = await json('evaluate', ['evaluate', '--truth', 'folders'])
    expect(measured).toMatchObject({ photos: 18, committed: 9, committedCorrect: 9 })
    expect(measured.accuracy).toBeGreaterThan(0.5)
  })

  it('trains a head, and goes back to the raw features', async () => {
    const trained = await json('train', ['train', '--epochs', '2', '--seed', '3'])
    expect(trained).toMatchObject({ strategy: 'triplet', promoted: true })
    const { heads } = await json('heads', ['heads'])
    expect(heads).toMatchObject([{ id: trained.head, active: true, labels: 9, classes: 3, seed: 3 }])
    const { suggestions } = await json('suggest', ['suggest'])
    expect(new Set(suggestions.map(({ head }) => head))).toEqual(new Set([trained.head]))
    expect(await json('promote', ['promote', 'raw'])).toMatchObject({ active: null })
    expect((await json('heads', ['heads'])).heads).toMatchObject([{ active: false }])
    expect(await json('promote', ['promote', String(trained.head)])).toMatchObject({ active: trained.head })
  })

  it('simulates a session and leaves the library as it was', async () => {
    const before = await readFile(path.join(library, 'library.db'))
    const words = ['simulate', '--truth', 'folders', '--policy', 'margin,one-by-one', '--max-actions', '8']
    const simulated = await json('simulate', words)
    expect(simulated).toMatchObject({ photos: 18, leftOut: 0 })
    expect(simulated.policies.map(({ policy }) => policy)).toEqual(['margin', 'one-by-one'])
    expect((await readFile(path.join(library, 'library.db'))).equals(before)).toBe(true)
  })

  it('exports', async () => {
    const table = path.join(folder, 'labels-out.csv')
    expect(await json('export', ['export', '--format', 'csv', '--out', 'labels-out.csv'])).toEqual({
      written: 9,
      skipped: [],
      moved: [],
      removed: [],
      notes: [],
      network: null,
      setAside: 0,
    })
    expect((await readFile(table, 'utf8')).split('\n')[0]).toBe('path,class,state,probability,head,relative')
    const words = ['export', '--format', 'imagefolder', '--out', 'sorted', '--include-suggestions', '0']
    expect(await json('export', [...words, '--dry-run'])).toMatchObject({ written: 18 })
    expect(await json('export', words)).toMatchObject({ written: 18 })
    const classes = (await readdir(path.join(folder, 'sorted'))).filter((name) => !name.startsWith('.'))
    expect(classes).toHaveLength(3)
    const [one, two] = classes
    const named = ['--names', '{class} {number}', '--format', 'imagefolder', '--out', 'named']
    await json('export', ['export', '--classes', one, two, ...named])
    expect(await readdir(path.join(folder, 'named'))).toEqual(['.twinsort-export.jsonl', one, two].sort())
    expect(await readdir(path.join(folder, 'named', one))).toContain(`${one} 001.jpg`)
  })

  it('takes labels of folders and of keywords, as far as is said, and writes keywords', async () => {
    const labels = async (...words: string[]) => {
      const { code, stdout } = await run(['label', ...words, '--library', library, '--json'])
      return { code, ...(JSON.parse(stdout) as Record<string, unknown>) }
    }
    const [one, two] = (await readdir(photos)).filter((name) => !name.includes('.'))
    expect(await labels('--folders', '--dry-run')).toMatchObject({
      ...{ code: 0, labelled: 9, same: 9, conflicts: [], unknown: [], photos: 18, named: 18, decision: null },
    })
    expect(await labels('--folders', '--without', one, '--as', `${two}=other`, '--dry-run')).toMatchObject({
      ...{ code: 0, labelled: 6, same: 3, different: 3, dryRun: true },
      names: expect.arrayContaining([
        { name: one, photos: 6, class: null },
        { name: two, photos: 6, class: 'other' },
      ]) as unknown,
    })
    expect(await labels('--folders', '--only', 'nowhere')).toMatchObject({ code: 1 })
    expect(await labels('--dry-run')).toMatchObject({ code: 2 })
    const sidecar = path.join(photos, one, `${one}-0006.xmp`)
    await writeFile(sidecar, lightroomXmp({ subject: ['by hand'] }))
    expect(await labels('--keywords')).toMatchObject({ labelled: 1, named: 1, problems: [] })
    const exported = await json('export', ['export', '--format', 'xmp', '--out', 'keywords'])
    expect(exported).toMatchObject({ written: 10, skipped: [] })
    expect(await readFile(path.join(folder, 'keywords', one, `${one}-0006.jpg.xmp`), 'utf8')).toContain(
      'by hand',
    )
    expect(await json('export', ['export', '--format', 'xmp', '--dry-run'])).toMatchObject({ written: 9 })
    expect((await run(['export', '--format', 'csv', '--library', library])).code).toBe(2)
    await json('undo', ['undo'])
    await rm(sidecar)
  })

  it('keeps the label of a photo that moved, and notices one that is gone', async () => {
    const [name] = await readdir(photos)
    const file = path.join(photos, name, `${name}-0001.jpg`)
    await rename(file, path.join(photos, 'moved.jpg'))
    const checked = await run(['check', '--json', '--library', library])
    expect(checked.code).toBe(1)
    expect(JSON.parse(checked.stdout)).toMatchObject({ ok: false, problems: [expect.stringContaining(file)] })
    expect(await json('index', ['index', photos])).toMatchObject({ moved: 1, added: 0, photos: 18 })
    expect(await json('status', ['status'])).toMatchObject({ labelled: 9 })
    expect(await json('check', ['check'])).toEqual({ ok: true, problems: [], lostLabels: [] })
  })

  it('is told where a folder lies now, and back', async () => {
    const away = path.join(folder, 'elsewhere')
    await rename(photos, away)
    const Moved = z.object({ moved: z.array(FolderAtPlace), found: z.array(FolderAtPlace) })
    async function move(...words: readonly string[]) {
      const { code, stdout } = await run(['folder', 'move', ...words, '--json', '--library', library])
      return { code, ...Moved.parse(JSON.parse(stdout)) }
    }
    const found = [{ from: photos, to: away, photos: 18, there: 18, compared: 18, same: 18, fits: true }]
    expect(await move(photos, away, '--dry-run')).toMatchObject({ code: 0, moved: [], found })
    expect(await move(photos, library)).toMatchObject({ code: 1, moved: [] })
    expect(await json('status', ['status'])).toMatchObject({ roots: [photos] })
    expect(await move(photos, away)).toMatchObject({ code: 0, moved: found })
    expect(await json('index', ['index'])).toMatchObject({ photos: 18, added: 0, missing: 0, lostLabels: 0 })
    await rename(away, photos)
    const { stdout } = await run(['folder', 'move', away, photos, '--library', library])
    expect(stdout).toContain(
      `${away} -> ${photos}: 18 of 18 photos are there; 18 of 18 compared are the same`,
    )
    expect(await json('status', ['status'])).toMatchObject({ roots: [photos], labelled: 9 })
  })

  it('goes through pages in the terminal', async () => {
    const input = ['?', '-99', 'hen', 'u', 'r', 's', 'q'].join('\n')
    const { code, stdout } = await run(['review', '--library', library], { input })
    expect(code).toBe(0)
    for (const said of ['Answers to a page', 'numbers 1 to', 'labelled.', 'undone.', 'redone.', 'Classes:']) {
      expect(stdout).toContain(said)
    }
  })

  it('stops cleanly when it is interrupted, and takes up the work afterwards', async () => {
    const other = path.join(folder, 'interrupted')
    let sent = false
    const { code, stdout } = await run(['index', photos, '--json', '--library', other], {
      onStandardError: (written, kill) => {
        if (!sent && written.includes('index:')) kill('SIGINT')
        sent ||= written.includes('index:')
      },
    })
    expect(code).toBe(130)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'cancelled' } })
    const checked = await run(['check', '--json', '--library', other])
    expect(JSON.parse(checked.stdout)).toEqual({ ok: true, problems: [], lostLabels: [] })
  })

  it('puts every backend to its self-test when that is asked for', async () => {
    const { backends } = await json('doctor', ['doctor', '--self-test'])
    for (const { available, name, selfTest } of backends) {
      if (name !== 'webgpu') expect(selfTest?.passed ?? false).toBe(available)
    }
    expect(backends.find(({ name }) => name === 'wasm')?.selfTest?.imagesPerSecond).toBeGreaterThan(0)
  })

  it('tells what the machine can use', async () => {
    const { versions, backends, backbones, computesWith } = await json('doctor', ['doctor'])
    for (const name of ['twinsort', 'node', 'sqlite', 'onnxruntime-node', 'sharp']) {
      expect(versions[name]).toMatch(/^\d+\./)
    }
    expect(backends.map(({ name }) => name)).toContain('wasm')
    expect(backends.find(({ name }) => name === computesWith)?.available).toBe(true)
    expect(backbones.every(({ available }) => available)).toBe(true)
  })
})
