/**
 * @file Contenders of `compare` as one word each: a name, then what is special about it, `siamese-cnn/no-pyramid/wasm`. Here
 * they are read and written, and nowhere else.
 */
import { CompareName, Contender, SwitchName, type Switches } from './contract/compare.ts'
import { BackendName } from './domain.ts'
import { AppError } from './errors.ts'
import { issuesIn, refusedInput } from './wire.ts'
import { sentence, verbatim, type PlainSentence } from './sentences/sentence.ts'

const BETWEEN = '/'

/** Each word sets one switch. */
const SWITCH_WORDS: Readonly<Record<string, Switches>> = {
  attention: { attention: 'gate' },
  'matrix-attention': { attention: 'matrix' },
  'no-attention': { attention: 'off' },
  pyramid: { pyramid: true },
  'no-pyramid': { pyramid: false },
  'pseudo-labels': { pseudoLabels: true },
  'no-pseudo-labels': { pseudoLabels: false },
}

/** The words that may follow a name, for help and for errors. */
export const CONTENDER_SWITCHES = Object.keys(SWITCH_WORDS)

/** @throws AppError `bad-input` that names the part that is wrong, and what may stand there. */
export function readContender(written: string): Contender {
  const [first, ...rest] = written.split(BETWEEN).map((part) => part.trim())
  const strategy = CompareName.safeParse(first)
  if (!strategy.success) throw wrong(written, notOneOf(first, CompareName.options))
  const switches: Switches = {}
  let backend: BackendName | undefined
  for (const part of rest) {
    const asBackend = BackendName.safeParse(part)
    if (asBackend.success) {
      if (backend !== undefined) {
        throw wrong(written, sentence('contender-two-backends', { backend, other: part }))
      }
      backend = asBackend.data
      continue
    }
    const asSwitch = Object.hasOwn(SWITCH_WORDS, part) ? SWITCH_WORDS[part] : undefined
    if (asSwitch === undefined) {
      throw wrong(written, notOneOf(part, [...CONTENDER_SWITCHES, ...BackendName.options]))
    }
    if (SwitchName.options.some((name) => asSwitch[name] !== undefined && switches[name] !== undefined))
      throw wrong(written, sentence('contender-said-twice', { word: part }))
    Object.assign(switches, asSwitch)
  }
  return fitting(written, {
    strategy: strategy.data,
    switches,
    ...(backend === undefined ? {} : { backend }),
  })
}

/** What `readContender` reads as the same contender. */
export function contenderWord({ strategy, switches, backend }: Contender): string {
  const said = Object.entries(SWITCH_WORDS)
    .filter(([, one]) =>
      SwitchName.options.some((name) => one[name] !== undefined && one[name] === switches[name]),
    )
    .map(([word]) => word)
  return [strategy, ...said, ...(backend === undefined ? [] : [backend])].join(BETWEEN)
}

function fitting(written: string, contender: Contender): Contender {
  const parsed = Contender.safeParse(contender)
  if (parsed.success) return parsed.data
  throw wrong(written, refusedInput(parsed.error) ?? verbatim(issuesIn(parsed.error)))
}

function notOneOf(word: string, allowed: readonly string[]): PlainSentence {
  return sentence('contender-one-of', { word, allowed: allowed.join(', ') })
}

function wrong(written: string, reason: PlainSentence): AppError {
  return new AppError('bad-input', sentence('contender-unfit', { written, reason }))
}
