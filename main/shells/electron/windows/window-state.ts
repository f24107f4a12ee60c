/** @file How the window looked when it was last closed, and where it may stand now. */
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { writeAtomicallySync } from '../../../files/write-atomically.ts'

const Rectangle = z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() })
/** In the system's own units, independent of a display's density. */
export type Rectangle = z.infer<typeof Rectangle>

export const Theme = z.enum(['system', 'light', 'dark'])
export type Theme = z.infer<typeof Theme>

const WindowState = z.object({
  /** Where the window stands while it is not maximised. */
  bounds: Rectangle.optional(),
  maximised: z.boolean().default(false),
  theme: Theme.default('system'),
})
export type WindowState = z.infer<typeof WindowState>

const PREFERRED = { width: 1280, height: 840 }
/** Below this the page of photos and its answer line do not fit beside each other. */
export const LEAST = { width: 720, height: 520 }

/**
 * Where the window should stand: as it was remembered, but wholly on a display that is there.
 * @param displays The usable area of each display, the main one first.
 */
export function placeWindow(remembered: Rectangle | undefined, displays: readonly Rectangle[]): Rectangle {
  const main = displays.at(0) ?? { x: 0, y: 0, ...PREFERRED }
  if (remembered === undefined) return centred(PREFERRED, main)
  const display = displays.reduce(
    (best, next) => (overlap(remembered, next) > overlap(remembered, best) ? next : best),
    main,
  )
  if (overlap(remembered, display) === 0) return centred(remembered, main)
  const { width, height } = fitting(remembered, display)
  return {
    x: clamp(remembered.x, display.x, display.x + display.width - width),
    y: clamp(remembered.y, display.y, display.y + display.height - height),
    width,
    height,
  }
}

/** A file that is missing, damaged or of another version counts as nothing remembered. */
export function loadWindowState(file: string): WindowState {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return WindowState.parse({})
  }
}

/** Replaces the file as a whole: a crash leaves the old one or the new one, and so does a disk that is full. */
export function saveWindowState(file: string, state: WindowState): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeAtomicallySync(file, JSON.stringify(state))
  } catch {
    // Where the window stood is not worth an error while it closes.
  }
}

type Size = Pick<Rectangle, 'width' | 'height'>

function fitting(size: Size, display: Rectangle): Size {
  return {
    width: Math.min(Math.max(size.width, LEAST.width), display.width),
    height: Math.min(Math.max(size.height, LEAST.height), display.height),
  }
}

function centred(size: Size, display: Rectangle): Rectangle {
  const { width, height } = fitting(size, display)
  return {
    x: display.x + Math.floor((display.width - width) / 2),
    y: display.y + Math.floor((display.height - height) / 2),
    width,
    height,
  }
}

/** The area that two rectangles share. */
function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return Math.max(width, 0) * Math.max(height, 0)
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most))
}
