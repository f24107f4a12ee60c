/** @file The Electron shell's pure parts: what it is started with, what an address stands for, where its window stands. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { addLibraryLink, isLibraryLink } from '../../../main/engine/library-link.ts'
import { meantBy, readArguments } from '../../../main/shells/electron/arguments.ts'
import { readRequest } from '../../../main/shells/electron/request-path.ts'
import {
  loadWindowState,
  placeWindow,
  saveWindowState,
} from '../../../main/shells/electron/windows/window-state.ts'
import { errorWordsFor, menuLabel, wordsFor } from '../../../main/shells/electron/words.ts'
import { openStore } from '../../../main/store/store.ts'
import { AppError } from '../../../shared/errors.ts'
import { sentence } from '../../../shared/sentences/sentence.ts'
import { roomIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

describe('the words it is started with', () => {
  const from = path.resolve('/home/somebody')

  const photos = path.join(from, 'photos')
  const library = path.join(from, 'lib')

  test.each([
    { words: [], expected: { folders: [] } },
    { words: ['photos'], expected: { folders: [photos] } },
    { words: ['--library', 'lib', 'photos'], expected: { folders: [photos], library } },
    { words: ['photos', photos, '--library=lib'], expected: { folders: [photos, photos], library } },
    { words: [path.resolve('/photos')], expected: { folders: [path.resolve('/photos')] } },
    // Switches of Chromium and of Electron, which are on the same line.
    { words: ['--no-sandbox', '--remote-debugging-port=0', 'photos'], expected: { folders: [photos] } },
  ])('$words', ({ words, expected }) => {
    expect(readArguments(words, { from, script: false })).toEqual(expected)
  })

  test('outside a package the first word is the script', () => {
    expect(readArguments(['main.js', 'photos'], { from, script: true })).toEqual({ folders: [photos] })
    expect(readArguments(['--no-sandbox', 'main.js'], { from, script: true })).toEqual({ folders: [] })
  })
})

describe('what the system hands over', () => {
  test('is a library where a folder is one, or a file stands for it; any other folder is one of photos', async () => {
    const folder = await temporaryFolder()
    const [library, photos] = ['library', 'photos'].map((name) => path.join(folder, name))
    for (const place of [library, photos]) mkdirSync(place)
    openStore(library).close()
    addLibraryLink(library)
    addLibraryLink(library) // it is there, and stays as it is
    const link = path.join(library, 'library.twinsort')
    expect(readFileSync(link, 'utf8')).toMatch(/^Open this file/)
    expect(readdirSync(library).filter((name) => name.endsWith('.twinsort'))).toEqual(['library.twinsort'])
    for (const place of [library, link]) expect(meantBy([place])).toEqual({ folders: [], library })
    expect(meantBy([photos, link])).toEqual({ folders: [photos], library })
    expect(readArguments(['library'], { from: folder, script: false })).toEqual({ folders: [], library })
    // Alone it stands for nothing, and a folder may be called as it likes.
    const alone = path.join(photos, 'library.twinsort')
    writeFileSync(alone, '')
    expect(meantBy([alone])).toEqual({ folders: [alone] })
    expect([
      isLibraryLink(alone),
      isLibraryLink(photos),
      isLibraryLink(path.join(folder, 'a.twinsort')),
    ]).toEqual([true, false, false])
    mkdirSync(path.join(folder, 'a.twinsort'))
    expect(meantBy([path.join(folder, 'a.twinsort')])).toEqual({ folders: [path.join(folder, 'a.twinsort')] })
  })

  test('a library is opened with the file that stands for it, unless it can only be read', async () => {
    const folder = await temporaryFolder()
    const room = roomIn(folder)
    expect(readdirSync(path.join(folder, 'library'))).toContain('library.twinsort')
    await room.close()
  })
})

describe('what an address stands for', () => {
  const folder = path.resolve('/app/dist/renderer')
  const read = (address: string) => readRequest(address, folder)

  test('files of the window', () => {
    expect(read('twinsort://app/')).toEqual({ kind: 'file', path: path.join(folder, 'index.html') })
    expect(read('twinsort://app/index.html')).toEqual({ kind: 'file', path: path.join(folder, 'index.html') })
    expect(read('twinsort://app/assets/index-D_x-8.js?v=1#/review')).toEqual({
      kind: 'file',
      path: path.join(folder, 'assets', 'index-D_x-8.js'),
    })
  })

  test('pictures by id', () => {
    expect(read('twinsort://app/thumbnails/17?key=abc')).toEqual({
      kind: 'picture',
      picture: { id: 17, size: 'thumbnail', key: 'abc' },
    })
    expect(read('twinsort://app/photos/1')).toEqual({
      kind: 'picture',
      picture: { id: 1, size: 'large', key: null },
    })
    expect(read('twinsort://app/originals/1')).toEqual({
      kind: 'picture',
      picture: { id: 1, size: 'full', key: null },
    })
  })

  test.each([
    'twinsort://app/../../etc/passwd',
    'twinsort://app/%2e%2e/%2e%2e/etc/passwd',
    'twinsort://app/..%2f..%2fetc%2fpasswd',
    'twinsort://app/..\\..\\etc\\passwd',
    'twinsort://app/assets/..%5c..%5cpackage.json',
    'twinsort://app/.git/config',
    'twinsort://app/C:/Windows/win.ini',
    'twinsort://app//etc/passwd',
    'twinsort://app/index.html%00.js',
    'twinsort://app/assets/',
  ])('never a file outside the folder: %s', (address) => {
    const found = read(address)
    // An address that the parser itself has made harmless may stand for a file, which then lies in the folder.
    if (found !== undefined)
      expect(found).toMatchObject({ kind: 'file', path: path.join(folder, 'etc/passwd') })
  })

  test.each(['0', '-1', '1.5', '01', '1e3', '0x10', '9'.repeat(16), '1/2'])(
    'no picture has the id %s',
    (id) => {
      expect(read(`twinsort://app/thumbnails/${id}`)?.kind).not.toBe('picture')
      expect(read(`twinsort://app/photos/${id}`)?.kind).not.toBe('picture')
    },
  )

  test.each(['https://app/index.html', 'file:///etc/passwd', 'twinsort://other/index.html', 'twinsort:', ''])(
    'nothing of ours: %s',
    (address) => {
      expect(read(address)).toBeUndefined()
    },
  )
})

test.each([
  [['de-AT', 'en'], 'Rückgängig'],
  [['en-GB', 'de'], 'Undo'],
  [['fr', 'de-DE'], 'Rückgängig'],
  [['zh-Hans-CN', 'en'], '撤销'],
  [['fr'], 'Undo'],
  [[], 'Undo'],
])('its menu speaks the first of %j that it can', (languages, undo) => {
  expect(wordsFor(languages).undo).toBe(undo)
})

test('its menu names the letters that open it only where there are such letters', () => {
  const { file } = wordsFor(['zh-CN'])
  expect([menuLabel(file, false), menuLabel(file, true)]).toEqual(['文件(&F)', '文件'])
  expect(menuLabel('&File', true)).toBe('&File') // Electron itself takes this one away
})

test('its dialogs say what went wrong in that language too', async () => {
  const resources = path.join(packageRoot(), 'resources')
  const error = new AppError('not-found', sentence('no-such-folder', { folder: '/urlaub' }))
  expect(await errorWordsFor(['de-DE', 'en'], error, resources)).toBe('Den Ordner /urlaub gibt es nicht.')
  expect(await errorWordsFor(['zh-CN'], error, resources)).toBe('没有文件夹 /urlaub。')
  expect(await errorWordsFor(['fr', 'en'], error, resources)).toBe('There is no folder /urlaub.')
})

describe('where the window stands', () => {
  const laptop = { x: 0, y: 25, width: 1440, height: 815 }
  const right = { x: 1440, y: 0, width: 1920, height: 1080 }

  test('in the middle of the main display at first', () => {
    expect(placeWindow(undefined, [right, laptop])).toEqual({ x: 1760, y: 120, width: 1280, height: 840 })
  })

  test('where it was', () => {
    const bounds = { x: 1500, y: 40, width: 1000, height: 700 }
    expect(placeWindow(bounds, [laptop, right])).toEqual(bounds)
  })

  test('wholly on the display that has most of it', () => {
    expect(placeWindow({ x: 1400, y: -60, width: 1000, height: 700 }, [laptop, right])).toEqual({
      x: 1440,
      y: 0,
      width: 1000,
      height: 700,
    })
    expect(placeWindow({ x: 0, y: 0, width: 5000, height: 5000 }, [laptop])).toEqual(laptop)
  })

  test('on the main display when its own is gone', () => {
    expect(placeWindow({ x: 1500, y: 40, width: 1000, height: 700 }, [laptop])).toEqual({
      x: 220,
      y: 82,
      width: 1000,
      height: 700,
    })
  })

  test('never too small to be used', () => {
    expect(placeWindow({ x: 10, y: 40, width: 1, height: 1 }, [laptop])).toEqual({
      x: 10,
      y: 40,
      width: 720,
      height: 520,
    })
  })
})

describe('what is remembered of it', () => {
  test('comes back', async () => {
    const file = path.join(await temporaryFolder(), 'made', 'window.json')
    const state = { bounds: { x: 1, y: 2, width: 800, height: 600 }, maximised: true, theme: 'dark' as const }
    saveWindowState(file, state)
    expect(loadWindowState(file)).toEqual(state)
    expect(readdirSync(path.dirname(file))).toEqual(['window.json'])
  })

  test('or is given up where it cannot be written: the window closes all the same', async () => {
    const inTheWay = path.join(await temporaryFolder(), 'file')
    writeFileSync(inTheWay, 'no folder')
    const file = path.join(inTheWay, 'window.json')
    saveWindowState(file, { maximised: true, theme: 'dark' })
    expect(loadWindowState(file).maximised).toBe(false)
  })

  test('or is nothing where the file is missing or damaged', async () => {
    const folder = await temporaryFolder()
    const nothing = { maximised: false, theme: 'system' }
    expect(loadWindowState(path.join(folder, 'none.json'))).toEqual(nothing)
    const damaged = path.join(folder, 'damaged.json')
    for (const text of ['', '{', '[]', '{"bounds":{"x":"a"}}', '{"theme":"pink"}']) {
      writeFileSync(damaged, text)
      expect(loadWindowState(damaged)).toEqual(nothing)
    }
  })
})
