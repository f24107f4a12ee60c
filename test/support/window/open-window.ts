/**
 * @file The real window in a real browser for one test: built from the sources as they are, served by the web shell, on a
 * library of pictures that the test draws.
 */
import path from 'node:path'
import type { Page } from 'playwright-core'
import { serve } from '../../../main/engine/serve.ts'
import { createClient, type Client } from '../../../shared/client.ts'
import { memoryPortPair, type Port } from '../../../shared/port.ts'
import { roomIn } from '../engine.ts'
import { temporaryFolder } from '../folder.ts'
import type { DrawnPhoto } from '../photos/pictures.ts'
import { placeIndexedLibrary } from './indexed-library.ts'
import { serveWindow } from './serve-window.ts'
import { complaintsOf, newPage } from './shared-browser.ts'
import { slowPort } from './slow-port.ts'

export interface WindowInTest {
  page: Page
  /** Another client of the same engine, to prepare and to look behind the window. */
  client: Client
  /** Holds `photos/` and `library/`; gone after the test. */
  folder: string
  photos: DrawnPhoto[]
  /** See `complaintsOf`. */
  complaints: string[]
}

/** Opens the window at a place (`/library`), on drawn and indexed photos. */
export async function openWindow(
  place: string,
  {
    classes = 2,
    perClass = 6,
    copies,
    slowedBy = 0,
    through = (port) => port,
    clock,
    watches,
    prepare,
    whileClosed,
  }: {
    classes?: number
    perClass?: number
    copies?: number
    /** Milliseconds that each answer of the engine takes longer for the window. */
    slowedBy?: number
    /** What else stands between the window and its engine. */
    through?: (port: Port) => Port
    /** The engine's, in milliseconds. */
    clock?: () => number
    /** Whether folders are watched, as where a shell serves the window. */
    watches?: boolean
    /** Done in `folder` before the window is opened. */
    prepare?: (client: Client, photos: DrawnPhoto[], folder: string) => Promise<void>
    /** Done to the folder of the library before the window opens it, after it was prepared and closed. */
    whileClosed?: (library: string) => void
  } = {},
): Promise<WindowInTest> {
  const folder = await temporaryFolder()
  const photos = await placeIndexedLibrary(folder, { classes, perClass, copies })
  let room = roomIn(folder, clock, watches)
  const connect = (): Port => {
    const [near, far] = memoryPortPair()
    serve(room, far)
    return near
  }
  let client = createClient(connect())
  await prepare?.(client, photos, folder)
  if (whileClosed !== undefined) {
    await room.close()
    whileClosed(path.join(folder, 'library'))
    room = roomIn(folder, clock, watches)
    client = createClient(connect())
  }
  const address = await serveWindow(() => through(slowPort(connect(), slowedBy)))
  const page = await newPage()
  const complaints = complaintsOf(page)
  await page.goto(address)
  await page.evaluate((hash) => {
    window.location.hash = hash
  }, place)
  return { page, client, folder, photos, complaints }
}
