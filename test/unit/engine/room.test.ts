import { mkdir, readFile, realpath, stat, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { openRoom } from '../../../main/engine/room.ts'
import { serve } from '../../../main/engine/serve.ts'
import { drawLibrary } from '../../support/photos/pictures.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { memoryPortPair } from '../../../shared/port.ts'
import { openStore } from '../../../main/store/store.ts'
import { plantPhotos, roomIn, settingsIn } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** A client of a room whose first library is `folder/library`. */
function clientIn(folder: string): Client {
  const [near, far] = memoryPortPair()
  serve(roomIn(folder), far)
  return createClient(near)
}

/** A library in `folder` with one labelled photo and one without a label. */
async function plantLibrary(folder: string, photos: string): Promise<void> {
  const store = openStore(folder)
  const ids = await plantPhotos(store, photos, { 'a.jpg': `${folder} a`, 'b.jpg': `${folder} b` })
  const labelSet = store.labelSets.current()
  const labels = [{ photo: ids.get('a.jpg') ?? 0, class: store.classes.ensure(labelSet, 'cat') }]
  store.journal.decide({ labelSet, kind: 'label', actor: 'person', labels, rejections: [], skips: [] })
  store.close()
}

describe('the room', () => {
  it('opens another library, tells everyone, and remembers both with what they hold', async () => {
    const folder = await temporaryFolder()
    const other = path.join(folder, 'other')
    await plantLibrary(other, path.join(folder, 'photos'))
    const client = clientIn(folder)
    const told = Promise.withResolvers<string>()
    client.on('library', ({ library }) => {
      told.resolve(library)
    })
    await expect(client.call('open', { library: other })).resolves.toEqual({ library: other })
    await expect(told.promise).resolves.toBe(other)
    await expect(client.call('status', {})).resolves.toMatchObject({ library: other, photos: 2, labelled: 1 })
    const { libraries } = await client.call('libraries', {})
    expect(libraries).toMatchObject([
      { library: other, photos: 2, labelled: 1, roots: [path.join(folder, 'photos')], present: true },
      { library: path.join(folder, 'library'), photos: 0, labelled: 0, present: true },
    ])
    client.close()
  })

  it('makes a new library with a name of its own, also where the name is no name for a folder', async () => {
    const folder = await temporaryFolder()
    const client = clientIn(folder)
    const first = await client.call('open', { name: 'Holiday: 2026/07' })
    const second = await client.call('open', { name: 'Holiday: 2026/07' })
    expect(path.dirname(first.library)).toBe(path.join(folder, 'user', 'libraries'))
    expect(second.library).toBe(`${first.library} 2`)
    await expect(client.call('status', {})).resolves.toMatchObject({ library: second.library, photos: 0 })
    client.close()
  })

  it('stays where it is when the other library cannot be opened', async () => {
    const folder = await temporaryFolder()
    const client = clientIn(folder)
    const nothing = path.join(folder, 'nothing')
    await expect(client.call('open', { library: nothing })).rejects.toMatchObject({ code: 'not-found' })
    const damaged = path.join(folder, 'damaged')
    await mkdir(damaged)
    await writeFile(
      path.join(damaged, 'library.db'),
      'these are only words, and no database at all'.repeat(50),
    )
    await expect(client.call('open', { library: damaged })).rejects.toMatchObject({ code: 'library-damaged' })
    await expect(client.call('status', {})).resolves.toMatchObject({ library: path.join(folder, 'library') })
    client.close()
  })

  it('says why its own library cannot be opened, and still opens another', async () => {
    const folder = await temporaryFolder()
    await mkdir(path.join(folder, 'library'))
    await writeFile(path.join(folder, 'library', 'library.db'), 'no database'.repeat(200))
    const client = clientIn(folder)
    await expect(client.call('status', {})).rejects.toMatchObject({ code: 'library-damaged' })
    await expect(client.call('libraries', {})).resolves.toEqual({ libraries: [] })
    const { library } = await client.call('open', { name: 'Fresh' })
    await expect(client.call('status', {})).resolves.toMatchObject({ library, photos: 0 })
    client.close()
  })

  it('does not stop what is under way unless it is told to', async () => {
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'photos')
    await drawLibrary(photos, { classes: 2, perClass: 40 })
    const client = clientIn(folder)
    const begun = Promise.withResolvers<undefined>()
    client.on('job', ({ kind, progress }) => {
      if (kind === 'index' && progress?.stage === 'reading photos') begun.resolve(undefined)
    })
    const index = client.call('index', { folders: [photos], backbone: 'efficientnet-lite0-int8' })
    const stopped = expect(index).rejects.toMatchObject({ code: 'cancelled' })
    await begun.promise
    await expect(client.call('open', { name: 'Other' })).rejects.toMatchObject({
      code: 'conflict',
      details: { jobs: ['index'] },
    })
    await expect(client.call('status', {})).resolves.toMatchObject({ library: path.join(folder, 'library') })
    const { library } = await client.call('open', { name: 'Other', stopJobs: true })
    await stopped
    await expect(client.call('status', {})).resolves.toMatchObject({ library, photos: 0 })
    client.close()
  })

  it('forgets a library without touching it', async () => {
    const folder = await temporaryFolder()
    const other = path.join(folder, 'other')
    await plantLibrary(other, path.join(folder, 'photos'))
    const client = clientIn(folder)
    await client.call('open', { library: other })
    const library = path.join(folder, 'library')
    await expect(client.call('forgetLibrary', { library })).resolves.toEqual({ forgotten: true })
    await expect(client.call('forgetLibrary', { library })).resolves.toEqual({ forgotten: false })
    const { libraries } = await client.call('libraries', {})
    expect(libraries.map((entry) => entry.library)).toEqual([other])
    await expect(client.call('open', { library })).resolves.toEqual({ library })
    client.close()
  })

  it('works on where the list of recent libraries cannot be written', async () => {
    const folder = await temporaryFolder()
    const other = path.join(folder, 'other')
    await plantLibrary(other, path.join(folder, 'photos'))
    await writeFile(path.join(folder, 'user'), 'a file where the folder of the list should be')
    const client = clientIn(folder)
    const told: string[] = []
    client.on('library', ({ library }) => told.push(library))
    await expect(client.call('open', { library: other })).resolves.toEqual({ library: other })
    expect(told).toEqual([other])
    await expect(client.call('libraries', {})).resolves.toEqual({ libraries: [] })
    await expect(client.call('forgetLibrary', { library: other })).resolves.toEqual({ forgotten: false })
    client.close()
  })

  it('opens nothing more once it is closed', async () => {
    const folder = await temporaryFolder()
    const room = openRoom(settingsIn(folder))
    const { signal } = new AbortController()
    const first = room.handlers.open({ name: 'First', stopJobs: false }, { signal })
    const closed = room.close()
    const late = room.handlers.open({ name: 'Late', stopJobs: false }, { signal })
    await expect(first).resolves.toMatchObject({ library: path.join(folder, 'user', 'libraries', 'First') })
    await closed
    await expect(late).rejects.toMatchObject({ code: 'cancelled' })
    expect(existsSync(path.join(folder, 'user', 'libraries', 'Late'))).toBe(false)
  })

  it('shows thumbnails of libraries that were open lately, and of no other folder', async () => {
    const folder = await temporaryFolder()
    const photos = path.join(folder, 'photos')
    await drawLibrary(photos, { classes: 2, perClass: 3 })
    const client = clientIn(folder)
    await client.call('index', { folders: [photos], backbone: 'efficientnet-lite0-int8' })
    const { library: other } = await client.call('open', { name: 'Other' })
    const library = path.join(folder, 'library')
    const { pictures } = await client.call('libraryPictures', { library })
    expect(pictures).toHaveLength(4)
    for (const bytes of pictures) expect(await sharp(bytes).metadata()).toMatchObject({ format: 'jpeg' })
    await expect(client.call('libraryPictures', { library: other })).resolves.toEqual({ pictures: [] })

    const list = path.join(folder, 'user', 'recent-libraries.json')
    const known = await readFile(list, 'utf8')
    await writeFile(list, known.replace(/[0-9a-f]{64}/, '../../secret'))
    await expect(client.call('libraryPictures', { library })).resolves.toEqual({ pictures: [] })
    await writeFile(list, known)
    await client.call('forgetLibrary', { library })
    await expect(client.call('libraryPictures', { library })).resolves.toEqual({ pictures: [] })
    client.close()
  })

  it('makes a folder of a name that every system takes, or says why not', async () => {
    const folder = await realpath(await temporaryFolder())
    await writeFile(path.join(folder, 'file'), 'x')
    const client = clientIn(folder)
    const make = (name: string, parent = folder) => client.call('makeFolder', { parent, name })
    expect(await make(' Sommer 2026 ')).toEqual({ path: path.join(folder, 'Sommer 2026') })
    expect((await stat(path.join(folder, 'Sommer 2026'))).isDirectory()).toBe(true)
    expect(path.basename((await make('Cafe\u0301')).path)).toBe('Caf\u00e9')
    for (const [name, code, key] of [
      ['Sommer 2026', 'conflict', 'name-taken'],
      ['file', 'conflict', 'name-taken'],
      ['  ', 'bad-input', 'folder-unnamed'],
      ['..', 'bad-input', 'folder-name-dot'],
      ['.hidden', 'bad-input', 'folder-name-dot'],
      ['nothing\u200bseen', 'bad-input', 'folder-name-unseen'],
      ['\u202egpj.exe', 'bad-input', 'folder-name-unseen'],
      ['a/b', 'bad-input', 'names-forbidden'],
      ['C:', 'bad-input', 'names-forbidden'],
      ['nul', 'bad-input', 'name-reserved'],
      ['鶏'.repeat(90), 'bad-input', 'target-name-long'],
    ] as const) {
      await expect(make(name), name).rejects.toMatchObject({ code, sentence: { key } })
    }
    for (const parent of [path.join(folder, 'gone'), path.join(folder, 'file'), 'relative'])
      await expect(make('new', parent)).rejects.toMatchObject({ code: 'not-found' })
    client.close()
  })

  it('says what lies in a folder, or that it is not there', async () => {
    const folder = await realpath(await temporaryFolder())
    await writeFile(path.join(folder, 'film.mp4'), 'x')
    const client = clientIn(folder)
    const { files } = await client.call('survey', { folder })
    expect(files).toMatchObject({ videos: 1, documents: 0 })
    const gone = path.join(folder, 'gone')
    await expect(client.call('survey', { folder: gone })).rejects.toMatchObject({ code: 'not-found' })
    client.close()
  })

  it.skipIf(process.platform === 'win32')('browses past links that lead nowhere', async () => {
    const folder = await realpath(await temporaryFolder())
    await mkdir(path.join(folder, 'inside'))
    await symlink('loop', path.join(folder, 'loop'))
    await symlink('missing', path.join(folder, 'nowhere'))
    await symlink('inside', path.join(folder, 'link'))
    const client = clientIn(folder)
    const { folders } = await client.call('browse', { path: folder })
    const names = folders.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['inside', 'link']))
    expect(names).not.toContain('loop')
    expect(names).not.toContain('nowhere')
    client.close()
  })

  it('browses folders, without hidden ones, and counts what looks like pictures', async () => {
    const folder = await realpath(await temporaryFolder())
    for (const name of ['b 10', 'b 9', '.hidden']) await mkdir(path.join(folder, name))
    for (const name of ['one.JPG', 'two.heic', 'notes.txt']) await writeFile(path.join(folder, name), 'x')
    const client = clientIn(folder)
    const found = await client.call('browse', { path: folder })
    expect(found.folders.map(({ name }) => name)).toEqual(expect.arrayContaining(['b 9', 'b 10']))
    expect(found.folders.findIndex(({ name }) => name === 'b 9')).toBeLessThan(
      found.folders.findIndex(({ name }) => name === 'b 10'),
    )
    expect(found.folders.some(({ name }) => name === '.hidden')).toBe(false)
    expect(found).toMatchObject({ path: folder, parent: path.dirname(folder), pictures: 2 })
    expect(found.files).toEqual([])
    for (const name of ['net 10.ONNX', 'net 9.onnx', '.net.onnx'])
      await writeFile(path.join(folder, name), 'x')
    const { files } = await client.call('browse', { path: folder, extension: 'onnx' })
    expect(files).toEqual(
      ['net 9.onnx', 'net 10.ONNX'].map((name) => ({ name, path: path.join(folder, name) })),
    )
    expect(found.places.length).toBeGreaterThan(0)
    expect((await client.call('browse', { path: '~' })).path).toBe((await client.call('browse', {})).path)
    const gone = path.join(folder, 'gone')
    await expect(client.call('browse', { path: gone })).rejects.toMatchObject({ code: 'not-found' })
    const file = path.join(folder, 'notes.txt')
    await expect(client.call('browse', { path: file })).rejects.toMatchObject({ code: 'bad-input' })
    client.close()
  })
})
