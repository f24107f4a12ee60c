/** @file Pictures over the web shell: what is kept and for how long, many at once, and an engine that dies in between. */
import { request } from 'node:http'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { Emitter } from '../../../main/engine/emitter.ts'
import type { Handlers } from '../../../main/engine/handler.ts'
import { Pictures } from '../../../main/engine/host/pictures.ts'
import { serve } from '../../../main/engine/serve.ts'
import { openStore } from '../../../main/store/store.ts'
import { createClient } from '../../../shared/client.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'
import { countSetAside } from '../../../shared/set-aside.ts'
import { plantPhotos } from '../../support/engine.ts'
import { temporaryFolder } from '../../support/folder.ts'
import { hostIn } from '../../support/host.ts'
import { enter, send, shellInTest } from '../../support/window/web-shell.ts'

/** A library in `folder/library` of three photos that can be looked at. */
async function plantPictures(folder: string): Promise<PhotoId[]> {
  const store = openStore(path.join(folder, 'library'))
  const names = ['a.jpg', 'b.jpg', 'c.jpg']
  const photos = path.join(folder, 'photos')
  const ids = await plantPhotos(store, photos, Object.fromEntries(names.map((name) => [name, name])))
  store.close()
  for (const [i, name] of names.entries()) {
    const create = { width: 60, height: 40, channels: 3, background: { r: 80 * i, g: 10, b: 20 } } as const
    await sharp({ create }).jpeg().toFile(path.join(photos, name))
  }
  return [...ids.values()]
}

/** A web shell on an engine process with pictures, and the way in. */
async function withPictures() {
  const folder = await temporaryFolder()
  const ids = await plantPictures(folder)
  const { host, pids } = hostIn(folder)
  const shell = await shellInTest({ folder, connect: () => host.connect() })
  const cookie = await enter(shell)
  const client = createClient(host.connect())
  const { key } = await client.call('status', {})
  const get = (target: string, more: Record<string, string> = {}) =>
    send(shell.port, target, { headers: { cookie, ...more } })
  return { folder, ids, pids, client, key, get, cookie, port: shell.port }
}

describe('a picture', () => {
  it('is kept for ever under the key of its library, and not at all without', async () => {
    const { ids, key, get } = await withPictures()
    const caching = async (target: string) => (await get(target)).headers['cache-control']
    expect(await caching(`/thumbnails/${ids[0]}?key=${key}`)).toBe('private, max-age=31536000, immutable')
    expect(await caching(`/photos/${ids[0]}?key=${key}`)).toBe('private, max-age=3600')
    for (const query of ['', '?key=', '?key=other', `?kee=${key}`]) {
      expect(await caching(`/thumbnails/${ids[0]}${query}`)).toBe('no-store')
      expect(await caching(`/photos/${ids[0]}${query}`)).toBe('no-store')
    }
  })

  it('comes with its type and a tag, by which it need not come again', async () => {
    const { ids, key, get } = await withPictures()
    const target = `/thumbnails/${ids[0]}?key=${key}`
    const { status, headers, body } = await get(target)
    expect(status).toBe(200)
    expect((await sharp(body).metadata()).format).toBe('jpeg')
    expect(headers).toMatchObject({ 'content-type': 'image/jpeg', 'content-length': String(body.length) })
    const tag = headers.etag ?? ''
    const again = await get(target, { 'If-None-Match': tag })
    expect(again).toMatchObject({ status: 304, headers: { etag: tag } })
    expect(again.body).toHaveLength(0)
    expect((await get(`/photos/${ids[0]}`, { 'If-None-Match': tag })).status).toBe(200)
    expect((await get(`/thumbnails/${ids[1]}`, { 'If-None-Match': tag })).status).toBe(200)
  })

  it('comes beside many others, each with its own bytes', async () => {
    const { ids, get } = await withPictures()
    const expected = await Promise.all(ids.map(async (id) => (await get(`/thumbnails/${id}`)).body))
    const wanted = Array.from({ length: 60 }, (_, i) => i % ids.length)
    const answers = await Promise.all(wanted.map((i) => get(`/thumbnails/${ids[i]}`)))
    for (const [n, { status, body }] of answers.entries()) {
      expect(status).toBe(200)
      expect(body.equals(expected[wanted[n]])).toBe(true)
    }
  })

  it('may be given up on the way without harm', async () => {
    const { ids, get, port, cookie } = await withPictures()
    const givenUp = Array.from({ length: 20 }, async (_, i) => {
      const outgoing = request({
        port,
        host: '127.0.0.1',
        path: `/photos/${ids[i % 3]}`,
        headers: { cookie },
      })
      outgoing.on('error', () => undefined)
      outgoing.end()
      await once(outgoing, 'socket')
      outgoing.destroy()
    })
    await Promise.all(givenUp)
    for (const id of ids) expect((await get(`/photos/${id}`)).status).toBe(200)
  })

  it('is not kept under the key of a library that was left', async () => {
    const { ids, key, get, client } = await withPictures()
    await client.call('open', { name: 'Empty' })
    const { status, headers } = await get(`/thumbnails/${ids[0]}?key=${key}`)
    expect({ status, caching: headers['cache-control'] }).toEqual({ status: 404, caching: 'no-store' })
  })

  it('comes also when the engine has died since the last', async () => {
    const { ids, key, get, pids } = await withPictures()
    expect((await get(`/thumbnails/${ids[0]}?key=${key}`)).status).toBe(200)
    process.kill(pids[0], 'SIGKILL')
    const { status, headers } = await get(`/thumbnails/${ids[1]}?key=${key}`)
    expect({ status, caching: headers['cache-control'] }).toEqual({
      status: 200,
      caching: 'private, max-age=31536000, immutable',
    })
  })

  it('of a library that cannot be opened is answered as a trouble of the engine', async () => {
    const folder = await temporaryFolder()
    await mkdir(path.join(folder, 'library'))
    await writeFile(path.join(folder, 'library', 'library.db'), 'no database'.repeat(1000))
    const shell = await shellInTest({ folder })
    const { status } = await send(shell.port, '/thumbnails/1', { headers: { cookie: await enter(shell) } })
    expect(status).toBe(503)
  })
})

describe('Pictures', () => {
  /** An engine in which another library is opened while a picture is on its way. */
  function switching() {
    let key = 'first'
    const events = new Emitter()
    const asked = Promise.withResolvers<undefined>()
    const released = Promise.withResolvers<undefined>()
    const handlers: Partial<Handlers> = {
      status: () => ({
        ...{
          library: '/library',
          readOnly: false,
          photos: 1,
          labelled: 0,
          setAside: countSetAside([]),
          lostLabels: 0,
          unreadable: 0,
          missing: 0,
          roots: [],
        },
        ...{
          key,
          classes: [],
          classNumbers: [],
          classMarks: [],
          actions: 0,
          estimate: null,
          checks: 0,
          backbone: null,
          secondBackbone: null,
          crops: 'one',
          head: null,
        },
      }),
      picture: async () => {
        asked.resolve(undefined)
        await released.promise
        return { bytes: Uint8Array.of(1), type: 'image/jpeg', tag: 'tag' }
      },
    }
    const connect = (): Port => {
      const [near, far] = memoryPortPair()
      serve({ handlers, events }, far)
      return near
    }
    const open = () => {
      key = 'second'
      events.emit({ event: 'library', payload: { library: '/other', labelSet: 1 } })
      released.resolve(undefined)
    }
    return { connect, asked: asked.promise, open }
  }

  it.each([
    ['first', false],
    ['second', true],
  ])(
    'that were on their way when another library was opened are kept by the new key only: %s',
    async (key, lasting) => {
      const { connect, asked, open } = switching()
      const pictures = new Pictures(connect)
      const picture = pictures.fetch({ id: 1, size: 'thumbnail', key }, new AbortController().signal)
      await asked
      open()
      expect(await picture).toMatchObject({ lasting })
      pictures.close()
    },
  )
})
