/** @file What the web shell gives away to who is in: headers, methods, and no path that leads elsewhere. */
import { describe, expect, it } from 'vitest'
import { enter, send, shellInTest } from '../support/window/web-shell.ts'

async function inside() {
  const shell = await shellInTest()
  const cookie = await enter(shell)
  return { ...shell, headers: { cookie } }
}

describe('every answer', () => {
  it.each([
    ['the page', '/', 200],
    ['a file of the window', '/assets/app.js', 200],
    ['a picture that is not there', '/thumbnails/999', 404],
    ['a photo that is not there', '/originals/999', 404],
    ['nothing', '/nothing', 404],
    ['the pipe without an upgrade', '/port', 404],
    ['a proxy request', 'http://evil.example/', 400],
  ])('has the headers that keep others out: %s', async (_what, target, status) => {
    const { port, headers } = await inside()
    const answer = await send(port, target, { headers })
    expect(answer.status).toBe(status)
    expectSafe(answer.headers, port)
  })

  it('has them also when it refuses, redirects, or has no window', async () => {
    const shell = await shellInTest({ windowFolder: '/nowhere' })
    expectSafe((await send(shell.port, '/')).headers, shell.port)
    const entered = await send(shell.port, `/?token=${shell.token}`)
    expectSafe(entered.headers, shell.port)
    const headers = { cookie: entered.headers['set-cookie']?.join().split(';')[0] }
    const missing = await send(shell.port, '/', { headers })
    expect(missing.status).toBe(503)
    expect(missing.body.toString()).toContain('npm run build')
    expectSafe(missing.headers, shell.port)
  })

  it('of a page is never kept', async () => {
    const { port, token, headers } = await inside()
    for (const target of [`/?token=${token}`, '/nothing', '/photos/999?key=x']) {
      expect((await send(port, target, { headers })).headers['cache-control']).toBe('no-store')
    }
  })
})

function expectSafe(headers: Record<string, unknown>, port: number): void {
  expect(headers).toMatchObject({
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  )
  expect(headers['access-control-allow-origin']).toBeUndefined()
}

describe('methods', () => {
  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
    '%s is refused',
    async (method) => {
      const { port, headers } = await inside()
      for (const target of ['/', '/thumbnails/1', '/port']) {
        const answer = await send(port, target, { method, headers })
        expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } })
      }
    },
  )

  it('HEAD gives the headers alone', async () => {
    const { port, headers } = await inside()
    const { status, body, headers: received } = await send(port, '/', { method: 'HEAD', headers })
    expect({ status, length: body.length }).toEqual({ status: 200, length: 0 })
    expect(Number(received['content-length'])).toBeGreaterThan(0)
  })
})

describe('paths', () => {
  it.each([
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/....//....//secret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '//secret.txt',
    '/../../../../../../etc/passwd',
    '/..%2f..%2f..%2f..%2fetc/passwd',
    '/index.html%00.txt',
    '/.hidden',
    '/%2ehidden',
    '/assets/../.hidden',
    '/thumbnails/../../secret.txt',
    '/thumbnails/..%2f..%2fsecret.txt',
    '/%',
    '/%ff',
  ])('%s leads nowhere', async (target) => {
    const { port, headers } = await inside()
    const { status, body } = await send(port, target, { headers })
    expect([400, 404]).toContain(status)
    expect(body.toString()).not.toMatch(/nobody may read|root:|^hidden/)
  })

  it.each([
    '/thumbnails/0',
    '/thumbnails/-1',
    '/thumbnails/1.5',
    '/thumbnails/1e3',
    '/thumbnails/0x1',
    '/thumbnails/9999999999999999999',
    '/thumbnails/1/',
    '/thumbnails/1/x',
    '/thumbnails/',
    '/thumbnails/1;/x',
    '/thumbnails/%31x',
    '/photos/library.db',
    '/photos/..',
    '/thumbnails/999999',
  ])('%s is no picture', async (target) => {
    const { port, headers } = await inside()
    expect((await send(port, target, { headers })).status).toBe(404)
  })
})
