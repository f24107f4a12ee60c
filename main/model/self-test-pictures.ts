/** @file The pictures of the backbones' self-test, drawn by arithmetic so that every machine sees the same bytes. */
import { Random } from '../math/random.ts'

/** Colour in 0 .. 1 at a place in -1 .. 1. */
type Painter = (x: number, y: number) => readonly [red: number, green: number, blue: number]

const wave = (t: number): number => 0.5 + 0.5 * Math.sin(t)
const inside = (distance: number, radius: number): number => (distance < radius ? 1 : 0)

/** Extremes on purpose: strong edges and full colours are where saturating arithmetic goes wrong first. */
function painters(): Painter[] {
  const random = new Random(20)
  const clouds = Array.from({ length: 40 }, (_, i) => {
    const frequency = 1.5 * (1 + i / 4)
    const [across, down, phase] = [random.normal(), random.normal(), random.next() * 2 * Math.PI]
    return { across: across * frequency, down: down * frequency, phase, strength: 1 / (1 + i / 4) }
  })
  const cloud = (x: number, y: number, shift: number): number => {
    let sum = 0
    for (const c of clouds) sum += c.strength * Math.sin(c.across * x + c.down * y + c.phase + shift)
    return Math.max(0, Math.min(1, 0.5 + sum / 6))
  }
  return [
    (x, y) => [cloud(x, y, 0), cloud(x, y, 0.4), cloud(x, y, 1.2)],
    (x, y) => [inside(Math.hypot(x, y), 0.6), inside(Math.hypot(x - 0.2, y), 0.4), 0.2],
    (x) => [wave(40 * x) > 0.5 ? 1 : 0, wave(40 * x) > 0.5 ? 1 : 0, wave(40 * x) > 0.5 ? 1 : 0],
    (x, y) => [wave(12 * Math.hypot(x, y)), wave(9 * x), wave(9 * y)],
    (x, y) => [(x + 1) / 2, (y + 1) / 2, inside(Math.abs(x) + Math.abs(y), 0.7)],
    (x, y) => [0.1 * cloud(x, y, 0), 0.1 * cloud(x, y, 2), 0.1 * cloud(x, y, 4)],
    (x, y) => [1 - 0.1 * cloud(x, y, 0), 1 - inside(Math.hypot(x + 0.3, y), 0.3), 1],
    () => [random.next(), random.next(), random.next()],
  ]
}

export const SELF_TEST_PICTURES = 8

/** RGB, uint8 [SELF_TEST_PICTURES, side, side, 3]. */
export function drawSelfTestPictures(side: number): Uint8Array {
  const all = painters()
  const out = new Uint8Array(all.length * side * side * 3)
  let i = 0
  for (const paint of all) {
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        for (const channel of paint((2 * x) / side - 1, (2 * y) / side - 1))
          out[i++] = Math.round(255 * channel)
      }
    }
  }
  return out
}
