/**
 * @file Pictures as a window's shell serves them: by the addresses `/thumbnails/ID`, `/photos/ID` and `/originals/ID`, through
 * the engine.
 *
 * [Note: kept for ever] An id means another photo in another library, so an address may be kept for ever only when it
 * names the library by its key (`?key=`). What decides is which library is open when the picture arrives: the engine tells
 * that another was opened before it sends any picture of it, and then the key that was known counts no more.
 */
import { createClient, type Client } from '../../../shared/client.ts'
import type { Output } from '../../../shared/contract.ts'
import type { PictureSize } from '../../../shared/contract/photos.ts'
import type { PhotoId } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import type { Port } from '../../../shared/port.ts'

export interface PictureRequest {
  id: PhotoId
  size: PictureSize
  /** The library's key as the window knows it. */
  key: string | null
}

export interface ServedPicture extends Output<'picture'> {
  /** True where the address names the library that the picture is of. */
  lasting: boolean
}

/**
 * `Cache-Control`, the same in every shell. A thumbnail is what it is for ever; a large photo may be a stand-in while the
 * drive with the original is away.
 */
export function pictureCaching({ size }: Pick<PictureRequest, 'size'>, lasting: boolean): string {
  if (!lasting) return 'no-store'
  return size === 'thumbnail' ? 'private, max-age=31536000, immutable' : 'private, max-age=3600'
}

const SIZES: ReadonlyMap<string, PictureSize> = new Map([
  ['thumbnails', 'thumbnail'],
  ['photos', 'large'],
  ['originals', 'full'],
])

/** @returns undefined for a path that is no picture's. */
export function readPictureAddress(pathname: string, query: URLSearchParams): PictureRequest | undefined {
  const match = /^\/(\w+)\/([1-9]\d{0,14})$/.exec(pathname)
  const size = match === null ? undefined : SIZES.get(match[1])
  if (match === null || size === undefined) return undefined
  return { id: Number(match[2]), size, key: query.get('key') }
}

/** Fetches pictures over one pipe to the engine, and over a new one where that breaks. */
export class Pictures {
  readonly #connect: () => Port
  #connected: { client: Client; key: Promise<string | undefined> } | undefined

  constructor(connect: () => Port) {
    this.#connect = connect
  }

  /** @throws AppError `not-found` for an id that does not exist, `cancelled`, or the engine's own error. */
  async fetch(request: PictureRequest, signal: AbortSignal): Promise<ServedPicture> {
    try {
      return await this.#fetch(request, signal)
    } catch (thrown) {
      // The engine died under it; the next one can answer. Asking twice does no harm.
      if (AppError.from(thrown).code !== 'disconnected') throw thrown
      return this.#fetch(request, signal)
    }
  }

  close(): void {
    this.#connected?.client.close()
  }

  async #fetch({ id, size, key }: PictureRequest, signal: AbortSignal): Promise<ServedPicture> {
    const line = (this.#connected ??= this.#join())
    const picture = await line.client.call('picture', { id, size }, { signal })
    const lasting = key !== null && key === (await line.key)
    return { ...picture, lasting }
  }

  #join() {
    const port = this.#connect()
    const client = createClient(port)
    const askKey = () =>
      client.call('status', {}).then(
        (status) => status.key,
        () => undefined,
      )
    const line = { client, key: askKey() }
    client.on('library', () => {
      line.key = askKey()
    })
    port.onClose(() => {
      if (this.#connected === line) this.#connected = undefined
    })
    return line
  }
}
