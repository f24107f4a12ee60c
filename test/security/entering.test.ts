/** @file Who gets into the web shell: token, cookie, Host and Origin, on every kind of thing that it serves. */
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { enter, openSocket, send, shellInTest } from '../support/window/web-shell.ts'

const THINGS = ['/', '/index.html', '/assets/app.js', '/thumbnails/1', '/photos/1?key=x', '/nothing']

describe('the token', () => {
  it('has 256 bits of its own at every start', async () => {
    const [one, other] = [await shellInTest(), await shellInTest()]
    expect(Buffer.from(one.token, 'base64url')).toHaveLength(32)
    expect(one.token).not.toBe(other.token)
  })

  it('is traded for a strict cookie and leaves the address bar', async () => {
    const { port, token } = await shellInTest()
    const { status, headers } = await send(port, `/?token=${token}`)
    expect(status).toBe(303)
    expect(headers.location).toBe('/')
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(
        new RegExp(`^twinsort-${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=\\d+$`),
      ),
    ])
    expect(headers['set-cookie']?.join()).not.toContain(token)
  })

  it('lets one browser in; a second one is told that a fresh address was printed, which works', async () => {
    const shell = await shellInTest()
    const first = await enter(shell)
    const second = await send(shell.port, `/?token=${shell.token}`)
    expect(second.status).toBe(403)
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(second.body.toString()).toContain('fresh one')
    const [fresh] = shell.printed
    const token = new URL(fresh).searchParams.get('token') ?? ''
    expect(token).not.toBe(shell.token)
    const cookie = await enter({ port: shell.port, token })
    for (const each of [first, cookie]) {
      expect((await send(shell.port, '/', { headers: { cookie: each } })).status).toBe(200)
    }
  })

  it.each([
    ['de-AT, de;q=0.9, en;q=0.8', 'de', 'Diese Adresse ist verbraucht'],
    ['en;q=0.2, fr, de;q=0.7', 'de', 'Diese Adresse ist verbraucht'],
    ['en-GB, de;q=0.5', 'en', 'This address has been used'],
    ['fr, de;q=0', 'en', 'This address has been used'],
    ['', 'en', 'This address has been used'],
  ])('tells it to a browser that wants "%s" in %s', async (wanted, language, title) => {
    const shell = await shellInTest()
    await enter(shell)
    const { body } = await send(shell.port, `/?token=${shell.token}`, {
      headers: { 'accept-language': wanted },
    })
    expect(body.toString()).toContain(`<html lang="${language}">`)
    expect(body.toString()).toContain(`<h1>${title}</h1>`)
  })

  it('does not lock out who opens the printed address again', async () => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    const again = await send(shell.port, `/?token=${shell.token}`, { headers: { cookie } })
    expect(again).toMatchObject({ status: 303, headers: { location: '/' } })
    expect(shell.printed).toEqual([])
  })

  it.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5000)])('is not %j', async (token) => {
    const shell = await shellInTest()
    const { status, headers } = await send(shell.port, `/?token=${token}`)
    expect(status).toBe(403)
    expect(headers['set-cookie']).toBeUndefined()
    expect(shell.printed).toEqual([]) // a stranger cannot make the terminal print
    expect(await enter(shell)).not.toBe('')
  })

  it('is not spent by a look at the headers, nor on another page', async () => {
    const shell = await shellInTest()
    expect((await send(shell.port, `/?token=${shell.token}`, { method: 'HEAD' })).status).toBe(403)
    expect((await send(shell.port, `/index.html?token=${shell.token}`)).status).toBe(403)
    expect(await enter(shell)).not.toBe('')
  })
})

describe('the cookie', () => {
  it.each(THINGS)('is needed for %s', async (target) => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    const [name] = cookie.split('=')
    const wrong = [
      undefined,
      '',
      name,
      `${name}=`,
      `${name}=${'A'.repeat(43)}`,
      `other=${cookie.split('=')[1]}`,
    ]
    for (const each of wrong) {
      const headers = each === undefined ? {} : { cookie: each }
      const { status, body } = await send(shell.port, target, { headers })
      expect({ each, status }).toEqual({ each, status: 403 })
      expect(body.toString()).toContain('Open the address that Twinsort printed')
    }
  })

  it('is found among those of other programs', async () => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    const [name] = cookie.split('=')
    const headers = { cookie: `a=1; ${name}=planted;${cookie}; b=${'x'.repeat(30_000)}` }
    expect((await send(shell.port, '/', { headers })).status).toBe(200)
  })

  it('belongs to one Twinsort: two run side by side, and neither opens the other', async () => {
    const [one, other] = [await shellInTest(), await shellInTest()]
    const cookies = [await enter(one), await enter(other)]
    expect(cookies[0].split('=')[0]).not.toBe(cookies[1].split('=')[0])
    const both = cookies.join('; ') // as the browser sends them to either
    for (const { port } of [one, other]) {
      expect((await send(port, '/', { headers: { cookie: both } })).status).toBe(200)
    }
    const renamed = `twinsort-${other.port}=${cookies[0].split('=')[1]}`
    for (const cookie of [cookies[0], renamed]) {
      expect((await send(other.port, '/', { headers: { cookie } })).status).toBe(403)
    }
    expect((await send(other.port, `/?token=${one.token}`)).status).toBe(403)
  })

  it('is needed for the pipe to the engine', async () => {
    const { port } = await shellInTest()
    expect(await openSocket(port, { Origin: `http://127.0.0.1:${port}` })).toBe(403)
  })
})

describe('Host', () => {
  it.each([
    ['another name', () => 'evil.example'],
    ['another name at our port', (port: number) => `evil.example:${port}`],
    ['our address at another port', () => '127.0.0.1:1'],
    ['our address without a port', () => '127.0.0.1'],
    ['our name with something behind it', (port: number) => `localhost:${port}.evil.example`],
  ])('is refused when it is %s', async (_what, host) => {
    const shell = await shellInTest()
    const { port } = shell
    const headers = { Host: host(port), cookie: await enter(shell) }
    for (const target of [...THINGS, `/?token=${shell.token}`]) {
      expect((await send(port, target, { headers })).status).toBe(403)
    }
    expect(await openSocket(port, { ...headers, Origin: `http://${host(port)}` })).toBe(403)
  })

  it.each([
    ['HTTP/1.1', '400'],
    ['HTTP/1.0', '403'], // where it need not be there
  ])('must be there: %s', async (version, status) => {
    const { port, token } = await shellInTest()
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.write(`GET /?token=${token} ${version}\r\n\r\n`)
    expect(await text(socket)).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  it('may be localhost', async () => {
    const shell = await shellInTest()
    const headers = { Host: `localhost:${shell.port}`, cookie: await enter(shell) }
    expect((await send(shell.port, '/', { headers })).status).toBe(200)
  })

  it('does not spend the token when it is wrong', async () => {
    const shell = await shellInTest()
    await send(shell.port, `/?token=${shell.token}`, { headers: { Host: 'evil.example' } })
    expect(await enter(shell)).not.toBe('')
  })

  it('cannot be smuggled in by the request line', async () => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    const { status } = await send(shell.port, 'http://evil.example/', { headers: { cookie } })
    expect(status).toBe(400)
  })
})

describe('Origin', () => {
  const foreign = (port: number) => [
    'http://evil.example',
    'null',
    `https://127.0.0.1:${port}`,
    `http://127.0.0.1:${port + 1}`,
    `http://localhost:${port}`, // the page is at 127.0.0.1
    `http://127.0.0.1:${port}.evil.example`,
  ]

  it('must be our own page for the pipe, and must be there', async () => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    for (const Origin of foreign(shell.port)) {
      expect(await openSocket(shell.port, { cookie, Origin })).toBe(403)
    }
    expect(await openSocket(shell.port, { cookie })).toBe(403)
    expect(typeof (await openSocket(shell.port, { cookie, Origin: `http://127.0.0.1:${shell.port}` }))).toBe(
      'object',
    )
  })

  it('must not be another page for anything else', async () => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    for (const Origin of foreign(shell.port)) {
      for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
        expect((await send(shell.port, '/', { method, headers: { cookie, Origin } })).status).toBe(403)
      }
    }
  })

  it('goes with the name under which the page was opened', async () => {
    const shell = await shellInTest()
    const cookie = await enter(shell)
    const headers = { cookie, Host: `localhost:${shell.port}`, Origin: `http://localhost:${shell.port}` }
    expect(typeof (await openSocket(shell.port, headers))).toBe('object')
  })
})

it.runIf(process.platform === 'linux')('listens on 127.0.0.1 only', async () => {
  const { port } = await shellInTest()
  // Every address that begins with 127 is this machine; a server that listens everywhere would answer on this one as well.
  const socket = createConnection({ host: '127.0.0.2', port })
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNREFUSED')
})
