/**
 * @file Who may come in. The server listens on this machine only, but that alone keeps out neither other people who work on
 * it nor web pages, which may send requests to any address that their browser reaches.
 *
 * [Note: token and cookie] Twinsort prints an address with a token of 256 random bits. The first browser that opens it gets a
 * cookie for the token, and the address is spent. From then on only the cookie counts, so the person may reload, bookmark
 * and even open the printed address again in that browser. Whoever opens a spent address without the cookie is refused, and
 * Twinsort prints a fresh one: only who sits at the terminal can read it.
 *
 * [Note: the cookie's name] Cookies ignore ports, so the name holds the port: two Twinsorts that run side by side have two
 * cookies. A cookie that an earlier Twinsort left behind has another value and opens nothing.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

const SECRET_BYTES = 32
/** The cookie outlives a restart of the browser; its value is worth something only as long as this process lives. */
const COOKIE_SECONDS = 30 * 24 * 3600
/** A browser leaves out the port of `http:`. */
const USUAL_PORT = 80

export class Door {
  /** `Host` as our own page's browser sends it. */
  readonly hosts: readonly string[]
  readonly #cookieName: string
  readonly #session = secret()
  #token: string | undefined
  readonly #spent: string[] = []

  constructor(port: number) {
    const suffix = port === USUAL_PORT ? '' : `:${port}`
    this.hosts = [`127.0.0.1${suffix}`, `localhost${suffix}`]
    this.#cookieName = `twinsort-${port}`
  }

  /** The address that lets one browser in; a fresh one when the last is spent. */
  address(): string {
    this.#token ??= secret()
    return `http://${this.hosts[0]}/?token=${this.#token}`
  }

  /** A name that an attacker made point to 127.0.0.1 (DNS rebinding) is still the name in `Host`. */
  isOurHost({ headers }: IncomingMessage): boolean {
    return headers.host !== undefined && this.hosts.includes(headers.host)
  }

  /** Browsers say which page a request comes from, except where that is plain to them; only our own is welcome. */
  isOurOrigin({ headers }: IncomingMessage, { required }: { required: boolean }): boolean {
    if (headers.origin === undefined) return !required
    return headers.origin === `http://${headers.host ?? ''}`
  }

  hasCookie({ headers }: IncomingMessage): boolean {
    const cookies = (headers.cookie ?? '').split(';').map((cookie) => cookie.trim())
    const prefix = `${this.#cookieName}=`
    return cookies.some((cookie) => {
      return cookie.startsWith(prefix) && isSame(cookie.slice(prefix.length), this.#session)
    })
  }

  /** Spends the token if it is the right one. */
  present(token: string): 'right' | 'spent' | 'wrong' {
    if (this.#token !== undefined && isSame(token, this.#token)) {
      this.#spent.push(this.#token)
      this.#token = undefined
      return 'right'
    }
    return this.#spent.some((spent) => isSame(token, spent)) ? 'spent' : 'wrong'
  }

  /** For `Set-Cookie`. */
  cookie(): string {
    return `${this.#cookieName}=${this.#session}; HttpOnly; SameSite=Strict; Path=/; Max-Age=${COOKIE_SECONDS}`
  }
}

function secret(): string {
  return randomBytes(SECRET_BYTES).toString('base64url')
}

/** In a time that tells nothing about either, not even their lengths. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
