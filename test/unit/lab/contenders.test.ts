import { describe, expect, it } from 'vitest'
import { CONTENDER_SWITCHES, contenderWord, readContender } from '../../../shared/contender-words.ts'
import { CompareName, Contender, switchesOf } from '../../../shared/contract/compare.ts'
import { contract } from '../../../shared/contract.ts'
import { BackendName } from '../../../shared/domain.ts'
import { AppError } from '../../../shared/errors.ts'
import { pairedDifference } from '../../../shared/paired-difference.ts'

const complaint = (word: string): string => {
  try {
    readContender(word)
  } catch (thrown) {
    expect(AppError.from(thrown).code).toBe('bad-input')
    return AppError.from(thrown).message
  }
  throw new Error(`${word} was read`)
}

describe('a contender in words', () => {
  it('is a name with nothing special', () => {
    for (const strategy of CompareName.options)
      expect(readContender(strategy)).toEqual({ strategy, switches: {} })
  })

  it('is a name with its own switches and backend, in any order', () => {
    expect(readContender('siamese-cnn/no-pyramid')).toEqual({
      strategy: 'siamese-cnn',
      switches: { pyramid: false },
    })
    expect(readContender(' triplet / wasm / matrix-attention')).toEqual({
      strategy: 'triplet',
      switches: { attention: 'matrix' },
      backend: 'wasm',
    })
    expect(readContender('fine-tune/pseudo-labels')).toEqual({
      strategy: 'fine-tune',
      switches: { pseudoLabels: true },
    })
  })

  it('is written as it is read, whatever of it is special', () => {
    let read = 0
    for (const strategy of CompareName.options) {
      for (const part of ['', ...CONTENDER_SWITCHES]) {
        for (const backend of ['', ...BackendName.options]) {
          const word = [strategy, part, backend].filter((each) => each !== '').join('/')
          const contender = Contender.safeParse(tryToRead(word))
          if (!contender.success) continue
          read += 1
          expect(contenderWord(contender.data)).toBe(word)
        }
      }
    }
    const trained = CompareName.options.filter((name) => switchesOf(name).length > 0)
    expect(trained).toHaveLength(17)
    // Nothing special or one word: 1 + 3 + 2 + 2 for heads and the Siamese network, 1 + 2 for the other two.
    expect(read).toBe((15 * 8 + 2 * 3) * (1 + BackendName.options.length) + 4)
  })

  it('names the part that is wrong, and what may stand there', () => {
    expect(complaint('siamese-cn/no-pyramid')).toMatch(
      /^"siamese-cn\/no-pyramid" .*"siamese-cn" must be one of: triplet, /,
    )
    expect(complaint('triplet/no-piramid')).toMatch(
      /"no-piramid" must be one of: attention, .*no-pyramid, .*wasm, cpu\.$/,
    )
    expect(complaint('triplet/')).toMatch(/"" must be one of/)
    expect(complaint('triplet/toString')).toMatch(/"toString" must be one of/)
    expect(complaint('triplet/pyramid/no-pyramid')).toMatch(/"no-pyramid" says again/)
    expect(complaint('triplet/wasm/cpu')).toMatch(/on wasm or on cpu/)
    expect(complaint('ridge/wasm')).toMatch(/ridge is not trained/)
    expect(complaint('cnn/no-pyramid')).toMatch(/cnn has no pyramid/)
    expect(complaint('fine-tune/no-attention')).toMatch(/fine-tune has no attention/)
  })
})

function tryToRead(word: string): Contender | undefined {
  try {
    return readContender(word)
  } catch {
    return undefined
  }
}

describe('what may be compared', () => {
  const parse = (strategies: unknown) =>
    contract.compare.input.safeParse({ truth: { kind: 'folders' }, strategies })

  it('may be asked for by name alone, or with switches', () => {
    expect(parse(['ridge', { strategy: 'triplet', switches: { pyramid: false } }]).data?.strategies).toEqual([
      { strategy: 'ridge', switches: {} },
      { strategy: 'triplet', switches: { pyramid: false } },
    ])
    expect(parse(undefined).data?.strategies).toContainEqual({ strategy: 'supcon', switches: {} })
    expect(parse(undefined).data?.strategies).not.toContainEqual({ strategy: 'cnn', switches: {} })
  })

  it('is refused with switches that say nothing about it', () => {
    expect(parse([{ strategy: 'cnn', switches: { attention: 'off' } }]).success).toBe(false)
    expect(parse([{ strategy: 'ridge', backend: 'wasm' }]).success).toBe(false)
    expect(parse([{ strategy: 'triplet', switches: { pyramids: false } }]).success).toBe(false)
  })
})

describe('a paired difference', () => {
  it('is the mean and the deviation of the differences on each split', () => {
    const [of, from] = [
      [0.81, 0.74, 0.9, 0.85],
      [0.8, 0.71, 0.91, 0.8],
    ]
    const each = of.map((value, index) => value - from[index]) // 0.01, 0.03, -0.01, 0.05
    const mean = (each[0] + each[1] + each[2] + each[3]) / 4
    let squares = 0
    for (const value of each) squares += (value - mean) * (value - mean)
    const { mean: found, std } = pairedDifference(of, from)
    expect(found).toBeCloseTo(0.02, 12)
    expect(found).toBeCloseTo(mean, 12)
    expect(std).toBeCloseTo(Math.sqrt(squares / 3), 12)
  })

  it('does not see what the splits do to both alike, and has no deviation on a single one', () => {
    expect(pairedDifference([0.9, 0.5, 0.7], [0.8, 0.4, 0.6]).std).toBeCloseTo(0, 12)
    expect(pairedDifference([0.9], [0.8]).mean).toBeCloseTo(0.1, 12)
    expect(pairedDifference([0.9], [0.8]).std).toBe(0)
  })
})
