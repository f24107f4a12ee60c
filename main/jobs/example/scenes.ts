/**
 * @file The six kinds of pictures that the example draws: what is in each, with all that varies from one to the next. Pure; one SVG a
 * picture, without letters, which would need a font of the system. Kinds differ in what they show, not in how light or in which colour,
 * so that what looks alike at a glance is not always of one kind.
 */
import type { Random } from '../../math/random.ts'

/** Draws what a picture shows into a field of 120 x 90. */
type Scene = (random: Random) => string

const WIDTH = 120
const HEIGHT = 90

const between = (random: Random, low: number, high: number): number =>
  Number((low + (high - low) * random.next()).toFixed(2))
const oneOf = <T>(random: Random, choices: readonly T[]): T => choices[random.integer(choices.length)]
const several = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('')
const colour = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${Math.round(hue)} ${Math.round(saturation)}% ${Math.round(lightness)}%)`
const bright = (random: Random): string => colour(random.integer(360), 70, between(random, 42, 58))
const at = (x: number, y: number, size: number, drawn: string, turned = 0): string =>
  `<g transform="translate(${x} ${y}) rotate(${turned}) scale(${size})">${drawn}</g>`

/** Two colours from top to bottom. */
function ground(top: string, bottom: string): string {
  return `<defs><linearGradient id="g" x2="0" y2="1"><stop stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/></linearGradient></defs><rect x="-10" y="-10" width="140" height="110" fill="url(#g)"/>`
}

/** Morning, noon, evening, or dull weather. */
function sky(random: Random): string {
  const [top, bottom] = oneOf(random, [
    [colour(205, 75, 62), colour(200, 60, 88)],
    [colour(28, 85, 66), colour(345, 60, 80)],
    [colour(255, 40, 48), colour(20, 75, 72)],
    [colour(210, 12, 66), colour(205, 10, 84)],
  ])
  const cloud = (): string => {
    const puffs = several(
      4,
      (index) => `<ellipse cx="${index * 6}" cy="${between(random, -2, 2)}" rx="7" ry="4"/>`,
    )
    return at(
      between(random, -10, 100),
      between(random, 4, 34),
      between(random, 0.6, 1.3),
      `<g fill="#fff" opacity="0.7">${puffs}</g>`,
    )
  }
  return ground(top, bottom) + several(random.integer(4), cloud)
}

function boats(random: Random): string {
  const horizon = between(random, 44, 58)
  const hue = between(random, 190, 225)
  const waves = several(14, () => {
    const [x, y] = [between(random, -5, 115), between(random, horizon + 4, 88)]
    return `<path d="M${x} ${y}q3 -2 6 0t6 0" stroke="#fff" stroke-opacity="0.5" fill="none"/>`
  })
  const boat = (): string => {
    const [hull, sail] = [bright(random), oneOf(random, ['#fff', '#fbf3dc', bright(random)])]
    const drawn = `<path d="M-16 0H16L11 8H-11Z" fill="${hull}"/><path d="M0 0V-34" stroke="#5b4632" stroke-width="1.4"/><path d="M1.5 -33V-3H18Q12 -20 1.5 -33Z" fill="${sail}"/><path d="M-1.5 -29V-3H-13Q-9 -16 -1.5 -29Z" fill="${sail}" opacity="0.85"/>`
    return at(
      between(random, 22, 98),
      horizon + between(random, 4, 16),
      between(random, 0.75, 1.25),
      drawn,
      between(random, -6, 6),
    )
  }
  const sea = `<rect x="-10" y="${horizon}" width="140" height="70" fill="${colour(hue, 55, between(random, 34, 48))}"/>`
  return sky(random) + sea + waves + several(1 + random.integer(2), boat)
}

function balloons(random: Random): string {
  const hills = `<path d="M-10 ${between(random, 74, 82)}Q30 ${between(random, 60, 76)} 65 80T130 76V110H-10Z" fill="${colour(between(random, 85, 140), 35, between(random, 30, 44))}"/>`
  const balloon = (): string => {
    const [one, two] = [bright(random), oneOf(random, ['#fff', bright(random)])]
    const drawn = `<path d="M0 -22C16 -22 20 -6 15 3 11 10 5 13 4 17H-4C-5 13 -11 10 -15 3 -20 -6 -16 -22 0 -22Z" fill="${one}"/><path d="M0 -22C8 -20 10 -4 7 5 5 11 2 14 1.5 17H-1.5C-2 14 -5 11 -7 5 -10 -4 -8 -20 0 -22Z" fill="${two}"/><path d="M-4 17L-3 24M4 17L3 24" stroke="#4b3a2a" stroke-width="0.6"/><rect x="-4" y="24" width="8" height="6" rx="1" fill="#8a5a2b"/>`
    return at(between(random, 22, 98), between(random, 26, 52), between(random, 0.7, 1.25), drawn)
  }
  return sky(random) + hills + several(1 + random.integer(2), balloon)
}

function flowers(random: Random): string {
  const hue = between(random, 80, 150)
  const meadow = ground(
    colour(hue, 35, between(random, 30, 62)),
    colour(hue + 10, 40, between(random, 18, 32)),
  )
  const flower = (): string => {
    const [petals, petal, heart] = [
      6 + random.integer(7),
      oneOf(random, ['#fff', bright(random), bright(random)]),
      colour(between(random, 38, 52), 90, 52),
    ]
    const length = between(random, 12, 17)
    const leaf = (index: number): string =>
      `<ellipse cx="0" cy="${-length}" rx="${(34 / petals).toFixed(1)}" ry="${length * 0.72}" fill="${petal}" stroke="#0002" transform="rotate(${(360 / petals) * index})"/>`
    const stem = `<path d="M0 0Q4 30 0 70" stroke="${colour(hue, 45, 26)}" stroke-width="3" fill="none"/>`
    return at(
      between(random, 28, 92),
      between(random, 26, 50),
      between(random, 0.75, 1.2),
      `${stem}${several(petals, leaf)}<circle r="7" fill="${heart}"/>`,
      between(random, -20, 20),
    )
  }
  return meadow + several(1 + random.integer(3), flower)
}

function fish(random: Random): string {
  const hue = between(random, 170, 230)
  const water = ground(
    colour(hue, 60, between(random, 40, 62)),
    colour(hue + 12, 65, between(random, 14, 28)),
  )
  const weed = several(2 + random.integer(4), () => {
    const x = between(random, 0, 120)
    return `<path d="M${x} 95q-6 -12 0 -22t0 -20" stroke="${colour(between(random, 100, 160), 45, 30)}" stroke-width="3" fill="none"/>`
  })
  const bubbles = several(
    8,
    () =>
      `<circle cx="${between(random, 5, 115)}" cy="${between(random, 5, 80)}" r="${between(random, 0.8, 2.4)}" fill="none" stroke="#fff" stroke-opacity="0.6" stroke-width="0.6"/>`,
  )
  const one = (): string => {
    const [body, fin] = [bright(random), bright(random)]
    const stripes = several(
      random.integer(4),
      (index) =>
        `<path d="M${-6 + index * 6} -8Q${-3 + index * 6} 0 ${-6 + index * 6} 8" stroke="${fin}" stroke-width="2.4" fill="none"/>`,
    )
    const drawn = `<path d="M-17 0L-29 -9Q-25 0 -29 9Z" fill="${fin}"/><path d="M-4 -9Q2 -17 9 -8Z" fill="${fin}"/><ellipse rx="20" ry="10.5" fill="${body}"/>${stripes}<circle cx="12" cy="-2.5" r="2.6" fill="#fff"/><circle cx="12.6" cy="-2.5" r="1.3" fill="#111"/>`
    const way = oneOf(random, ['', 'scale(-1 1)'])
    return at(
      between(random, 32, 88),
      between(random, 24, 66),
      between(random, 0.8, 1.45),
      `<g transform="${way}">${drawn}</g>`,
      between(random, -14, 14),
    )
  }
  return water + weed + bubbles + several(1 + random.integer(3), one)
}

function mushrooms(random: Random): string {
  const wood = ground(
    colour(between(random, 90, 150), 22, between(random, 22, 46)),
    colour(between(random, 24, 50), 30, between(random, 16, 28)),
  )
  const trunks = several(3 + random.integer(3), () => {
    const x = between(random, -5, 115)
    return `<rect x="${x}" y="-5" width="${between(random, 4, 10)}" height="72" fill="${colour(28, 25, between(random, 14, 26))}"/>`
  })
  const floor = `<path d="M-10 66Q40 58 70 66T130 62V110H-10Z" fill="${colour(between(random, 30, 90), 30, between(random, 22, 34))}"/>`
  const mushroom = (): string => {
    const cap = colour(oneOf(random, [4, 8, 24, 36]), between(random, 55, 80), between(random, 38, 50))
    const dots = several(
      4 + random.integer(5),
      () =>
        `<circle cx="${between(random, -15, 15)}" cy="${between(random, -11, -3)}" r="${between(random, 1.2, 2.8)}" fill="#fff8ea"/>`,
    )
    const drawn = `<path d="M-5 0Q-6 14 -8 24H8Q6 14 5 0Z" fill="#f1e6cf"/><path d="M-22 1Q-20 -20 0 -21 20 -20 22 1 0 6 -22 1Z" fill="${cap}"/>${dots}`
    return at(
      between(random, 26, 94),
      between(random, 46, 60),
      between(random, 0.75, 1.3),
      drawn,
      between(random, -9, 9),
    )
  }
  return wood + trunks + floor + several(1 + random.integer(3), mushroom)
}

function houses(random: Random): string {
  const floor = between(random, 70, 78)
  const meadow = `<rect x="-10" y="${floor}" width="140" height="40" fill="${colour(between(random, 70, 130), between(random, 15, 45), between(random, 28, 50))}"/>`
  const house = (): string => {
    const [wall, roof] = [
      colour(random.integer(360), between(random, 15, 45), between(random, 62, 86)),
      colour(between(random, 0, 40), between(random, 35, 60), between(random, 28, 42)),
    ]
    const glass = oneOf(random, ['#ffe28a', '#9fc4dd', '#5b7a91'])
    const window = (x: number): string =>
      `<rect x="${x}" y="-18" width="9" height="8" fill="${glass}" stroke="#fff" stroke-width="1.2"/>`
    const drawn = `<rect x="11" y="-46" width="6" height="14" fill="#7b4a3a"/><rect x="-24" y="-26" width="48" height="28" fill="${wall}"/><path d="M-29 -26L0 -48 29 -26Z" fill="${roof}"/>${window(-19)}${window(10)}<rect x="-5" y="-15" width="10" height="17" fill="#6a4327"/>`
    return at(between(random, 34, 86), floor + between(random, 0, 8), between(random, 0.8, 1.35), drawn)
  }
  const tree = (): string =>
    at(
      oneOf(random, [between(random, 4, 22), between(random, 98, 116)]),
      floor + 2,
      between(random, 0.8, 1.3),
      `<rect x="-2" y="-12" width="4" height="14" fill="#5d4228"/><circle cy="-20" r="11" fill="${colour(between(random, 90, 140), 35, 32)}"/>`,
    )
  return sky(random) + meadow + several(random.integer(3), tree) + house()
}

/** By what a person would call them; no file says it. */
export const SCENES = { boats, balloons, flowers, fish, mushrooms, houses } as const satisfies Record<
  string,
  Scene
>
export type SceneKind = keyof typeof SCENES

/**
 * One picture. @param shift moves and grows all that is in it by as much as a hand moves between two photos of one moment: 0 for none.
 */
export function drawScene(kind: SceneKind, random: Random, shift: number, pixels: number): string {
  const tilt = between(random, -3, 3) + shift * 0.4
  const frame = `translate(${shift * 0.7} ${-shift * 0.5}) rotate(${tilt} 60 45) scale(${1 + shift * 0.006})`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${(pixels * HEIGHT) / WIDTH}" viewBox="0 0 ${WIDTH} ${HEIGHT}"><g transform="${frame}">${SCENES[kind](random)}</g></svg>`
}
