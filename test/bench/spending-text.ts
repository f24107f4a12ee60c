/** @file Where the answers of `bench loop-sets` went: a block of Markdown for each set, below its table of figures. */
import type { SimulationRun } from '../../shared/contract/measures.ts'
import type { Spending, SpentOn } from '../../shared/contract/spending.ts'
import type { PageKind } from '../../shared/domain.ts'

/** One session for each goal, with its seed. */
export interface SpentSessions {
  readonly set: string
  readonly accuracy: SpentSession
  readonly commit: SpentSession
}

export type SpentSession = Pick<SimulationRun, 'seed' | 'spending' | 'classes'>

const WORDS: Readonly<Record<SpentOn, string>> = {
  name: 'names of new classes',
  'first-page': 'first pages of classes',
  'new-page': 'other pages without a suggestion',
  confirmation: 'confirmed pages',
  'other-class': 'pages that were of another class',
  mixed: 'confirmed pages of several classes',
  opening: 'stacks opened',
  exclusion: 'excluded photos and stacks',
  sending: 'excluded photos sent to a class',
  'single-right': 'single photos, suggestion right',
  'single-other': 'single photos, another class',
  skip: 'pages skipped',
  undo: 'answers taken back',
  merge: 'names merged',
}
const ORDER = Object.keys(WORDS).filter((word): word is SpentOn => word in WORDS)
const KINDS: Readonly<Record<PageKind, string>> = {
  new: 'new',
  class: 'class',
  single: 'single',
  mixed: 'mixed',
}

/** Each goal to its milestone at 95 %, or to the end of the session where that was not reached. */
export function spendingText(sessions: readonly SpentSessions[]): string {
  const seeds = [...new Set(sessions.map(({ accuracy }) => accuracy.seed))].join(', ')
  return [
    '## Where the answers went',
    '',
    `Actions / photos that got a label by them, until 95 % of the photos are right (goal \`accuracy\`) or confirmed (goal \`commit\`), in seed ${seeds}.`,
    'Below: the expected / the real share of photos of the suggested class, or else of the commonest one, by kind of page and by number of labels before it,',
    'with the number of pages; the answers that changed no guess for another photo; after how many actions the classes had a name.',
    '',
    ...sessions.flatMap((each) => [...block(each), '']),
  ].join('\n')
}

function block({ set, accuracy, commit }: SpentSessions): string[] {
  const [right, confirmed] = [to(accuracy, 'accuracy95'), to(commit, 'committed95')]
  const used = ORDER.filter((on) =>
    [right, confirmed].some((spending) => spending.spent.some((each) => each.on === on)),
  )
  return [
    `### ${set}`,
    '',
    '| spent on | accuracy | commit |',
    '| --- | ---: | ---: |',
    ...used.map((on) => `| ${WORDS[on]} | ${cell(right, on)} | ${cell(confirmed, on)} |`),
    `| together | ${total(right)} | ${total(confirmed)} |`,
    '',
    ...lines('accuracy', right, accuracy),
    ...lines('commit', confirmed, commit),
  ]
}

function to({ spending }: SpentSession, milestone: 'accuracy95' | 'committed95'): Spending {
  return spending[milestone] ?? spending.end
}

function cell({ spent }: Spending, on: SpentOn): string {
  const found = spent.find((each) => each.on === on)
  return found === undefined ? '' : `${found.actions} / ${found.photos}`
}

function total({ spent }: Spending): string {
  const sum = (of: 'actions' | 'photos'): number => spent.reduce((total, each) => total + each[of], 0)
  return `${sum('actions')} / ${sum('photos')}`
}

function lines(goal: string, spending: Spending, { classes }: SpentSession): string[] {
  return [
    `- \`${goal}\`, purity: ${purityText(spending)}`,
    `- \`${goal}\`, changed nothing: ${taughtText(spending)}`,
    `- \`${goal}\`, classes: ${classesText(classes)}`,
  ]
}

function purityText({ purity }: Spending): string {
  const kinds = [...new Set(purity.map(({ kind }) => kind))]
  const labels = [...new Set(purity.map(({ labelsFrom }) => labelsFrom))].sort((a, b) => a - b)
  return [
    ...kinds.map((kind) =>
      shares(
        KINDS[kind],
        purity.filter((each) => each.kind === kind),
      ),
    ),
    ...labels.map((from) =>
      shares(
        `from ${from} labels`,
        purity.filter((each) => each.labelsFrom === from),
      ),
    ),
  ].join(', ')
}

function shares(name: string, cells: Spending['purity']): string {
  const sum = (of: 'pages' | 'photos' | 'expected' | 'right'): number =>
    cells.reduce((total, each) => total + each[of], 0)
  const share = (of: 'expected' | 'right'): string => (sum(of) / sum('photos')).toFixed(2)
  return `${name} ${share('expected')} / ${share('right')} (${sum('pages')})`
}

function taughtText({ taught }: Spending): string {
  const sum = (of: 'answers' | 'changedNothing'): number =>
    taught.reduce((total, each) => total + each[of], 0)
  const kinds = taught
    .filter(({ changedNothing }) => changedNothing > 0)
    .map(({ on, changedNothing, answers }) => `${WORDS[on]} ${changedNothing} of ${answers}`)
  const all = `${sum('changedNothing')} of ${sum('answers')} answers`
  return kinds.length === 0 ? all : `${all} (${kinds.join(', ')})`
}

/** When half of the classes, nine in ten and all had a name, and the names of the last ones. */
function classesText(classes: SpentSession['classes']): string {
  const actions = classes.map((each) => each.actions ?? 'never')
  const at = (share: number): string => String(actions[Math.max(0, Math.ceil(share * classes.length) - 1)])
  const last = classes
    .slice(-3)
    .map((each) => `${each.class} (${each.photos} photos, ${each.actions ?? 'never'})`)
  return `half ${at(0.5)}, nine in ten ${at(0.9)}, all ${at(1)}; last ${last.join(', ')}`
}
