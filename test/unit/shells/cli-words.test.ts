import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { readAnswerLine } from '../../../main/shells/cli/answer-line.ts'
import { misplacedOptions } from '../../../main/shells/cli/misplaced-options.ts'
import { commandFirst } from '../../../main/shells/cli/words.ts'
import { count, duration, list, number, percent, table } from '../../../main/shells/cli/text.ts'
import type { Page } from '../../../shared/domain.ts'
import { inEnglish, sentence } from '../../../shared/sentences/sentence.ts'

describe('the order of words', () => {
  const program = new Command('twinsort').option('--library <folder>').option('--json')
  program.command('group').option('--clusters <number>')
  program.command('export').option('--dry-run').option('--out <path>')

  it.each([
    [['group', '--clusters', '5']],
    [['--clusters', '5', 'group']],
    [['--json', '--clusters', '5', 'group']],
    [['--library', 'group', 'group', '--clusters', '5']],
    [['--dry-run', 'export', '--out', 'group']],
  ])('finds the command in %j', (words) => {
    const [first, ...rest] = commandFirst(words, program)
    expect(first).toBe(words.includes('export') ? 'export' : 'group')
    expect([...rest, first].sort()).toEqual([...words].sort())
  })

  it('leaves words without a command as they are', () => {
    expect(commandFirst(['--json', 'grup', 'export'], program)).toEqual(['--json', 'grup', 'export'])
    expect(commandFirst(['--json', '--', 'group'], program)).toEqual(['--json', '--', 'group'])
    expect(commandFirst([], program)).toEqual([])
  })
})

describe('an option at the wrong place', () => {
  const program = new Command('twinsort').option('--library <folder>').option('--json')
  program.command('index').option('--second-backbone <name>')
  program.command('export').option('--dry-run').option('--out <path>')
  const byNpm = { npm_lifecycle_event: 'twinsort' }

  it.each([
    [{ npm_config_library: 'true' }, '--library'],
    [{ npm_config_dry_run: 'true' }, '--dry-run'],
    [{ npm_config_second_backbone: 'none' }, '--second-backbone'],
  ])('is said when npm took the option: %j', (environment, option) => {
    const said = misplacedOptions(['index', 'F', '/l'], program, { ...byNpm, ...environment })
    expect(said && inEnglish(said)).toBe(
      `npm took ${option} for itself. Put "--" in front of the command's own words: npm run -s twinsort -- index F /l ${option} ...`,
    )
  })

  it('is said when options stand behind it', () => {
    const behind = (option: string) => sentence('option-behind-separator', { option })
    expect(misplacedOptions(['index', 'F', '--', '--library', '/l'], program, {})).toEqual(
      behind('--library'),
    )
    expect(misplacedOptions(['export', '--', '--out=x'], program, byNpm)).toEqual(behind('--out=x'))
  })

  it('is said of an option that stands where the value of another should', () => {
    const said = sentence('option-without-value', { option: '--library', next: '--json' })
    expect(misplacedOptions(['index', 'F', '--library', '--json'], program, {})).toEqual(said)
    expect(misplacedOptions(['export', '--out', '--dry-run'], program, {})).toMatchObject({ key: said.key })
    expect(misplacedOptions(['index', '--library=--json', 'F'], program, {})).toBeUndefined()
    expect(misplacedOptions(['export', '--out', '-odd', '--dry-run'], program, {})).toBeUndefined()
  })

  it('nothing is said of what is right, of names that begin with a dash, and of another script', () => {
    expect(misplacedOptions(['index', 'F', '--library', '/l'], program, byNpm)).toBeUndefined()
    expect(misplacedOptions(['index', '--', '-odd-', '--odd'], program, byNpm)).toBeUndefined()
    const nested = { npm_lifecycle_event: 'test', npm_config_dry_run: 'true', npm_config_registry: 'x' }
    expect(misplacedOptions(['index', 'F'], program, nested)).toBeUndefined()
  })
})

describe('an answer typed in the terminal', () => {
  const photos = [11, 12, 13, 14, 15].map((id) => ({ id, path: `/p/${id}.jpg`, probability: 0.5 }))
  const page: Page = {
    ...{ id: 7, kind: 'class', class: 'hen', purity: 0.9, photos, stacks: [], blind: false, proposals: [] },
  }
  const unnamed: Page = { ...page, kind: 'new', class: null }

  it.each([
    ['', [{ class: 'hen', ids: [11, 12, 13, 14, 15] }], []],
    ['-2', [{ class: 'hen', ids: [11, 13, 14, 15] }], [12]],
    ['-1, 4-5', [{ class: 'hen', ids: [12, 13] }], [11, 14, 15]],
    [
      '2,3=wild duck',
      [
        { class: 'hen', ids: [11, 14, 15] },
        { class: 'wild duck', ids: [12, 13] },
      ],
      [],
    ],
    [
      'brown hen; -5; 1=duck',
      [
        { class: 'brown hen', ids: [12, 13, 14] },
        { class: 'duck', ids: [11] },
      ],
      [15],
    ],
    ['=s', [{ class: 's', ids: [11, 12, 13, 14, 15] }], []],
    ['24-hour clock', [{ class: '24-hour clock', ids: [11, 12, 13, 14, 15] }], []],
  ])('reads %j', (line, answers, exclude) => {
    expect(readAnswerLine(line, page)).toEqual({ page: 7, answers, exclude })
  })

  it('leaves the rest of a page without a class undecided', () => {
    expect(readAnswerLine('1-2=hen', unnamed)).toEqual({
      page: 7,
      answers: [{ class: 'hen', ids: [11, 12] }],
      exclude: [],
    })
  })

  it.each(['s', 'S', ' u ', 'r', 't', '?', 'q'])('knows the command %j', (line) => {
    expect(typeof readAnswerLine(line, page)).toBe('string')
  })

  it.each([
    ['-6', page, /1 to 5/],
    ['0=duck', page, /1 to 5/],
    ['4-2=duck', page, /1 to 5/],
    ['', unnamed, /type its name/],
    ['-1', unnamed, /type its name/],
    ['3', page, /What about 3\?/],
    ['-2 5', page, /What about -2 5\?/],
  ])('refuses %j in a sentence', (line, on, message) => {
    expect(() => readAnswerLine(line, on)).toThrow(message)
  })
})

describe('text for the person', () => {
  it('writes figures', () => {
    expect([number(0), number(1234), number(83.26), number(0.01234), number(100000.7)]).toEqual([
      '0',
      '1,234',
      '83.3',
      '0.0123',
      '100,001',
    ])
    expect([percent(0.9534), duration(0.2), duration(125), duration(3780)]).toEqual([
      '95.3%',
      '1 s',
      '2 min 5 s',
      '1 h 3 min',
    ])
    expect([count(1, 'photo'), count(2, 'photo'), count(0, 'class', 'classes')]).toEqual([
      '1 photo',
      '2 photos',
      '0 classes',
    ])
  })

  it('cuts long lists and says so', () => {
    const text = list(
      'All:',
      Array.from({ length: 23 }, (_, index) => `line ${index}`),
    )
    expect(text.split('\n')).toHaveLength(22)
    expect(text).toMatch(/and 3 more/)
    expect(list('None:', [])).toBe('')
  })

  it('aligns columns', () => {
    expect(
      table(
        ['class', 'photos'],
        [
          ['hen', 5],
          ['rooster', 1200],
        ],
      ),
    ).toBe(['class    photos', 'hen           5', 'rooster   1,200'].join('\n'))
  })

  it('aligns a table as long as a large library', () => {
    const text = table(['photo'], new Array<string[]>(150_000).fill(['a.jpg']))
    expect(text).toHaveLength(150_001 * 6 - 1)
  })

  it('stand in columns beside Chinese, whose characters are two columns wide', () => {
    const rows = [
      ['小黑狗', 5],
      ['hen', 1200],
    ]
    expect(table(['class', 'photos'], rows)).toBe(
      ['class   photos', '小黑狗       5', 'hen      1,200'].join('\n'),
    )
  })
})
