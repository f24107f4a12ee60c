/**
 * @file The figures of `bench loop-sets`. Two actions for each class, a name and one answer, nobody can spare; what an
 * asker needs beyond them is its excess. The excess ratio is that of Twinsort through that of the best baseline policy.
 */
import type { Goal, PolicyName, SimulationRun } from '../../shared/contract/measures.ts'
import type { Spending, SpentOn } from '../../shared/contract/spending.ts'
import { mean, median } from '../../main/math/statistics.ts'

/** The policies that Twinsort is compared with; they stay as they are. */
export const BASELINES = ['one-by-one', 'margin', 'cluster-only'] as const satisfies PolicyName[]
export type Baseline = (typeof BASELINES)[number]

export const MILESTONES = ['accuracy90', 'accuracy95', 'committed90', 'committed95'] as const
type Milestone = (typeof MILESTONES)[number]
type ByMilestone<T> = Readonly<Record<Milestone, T>>

/** Actions that one session needed to each milestone; null where it was not reached. */
export type Reached = ByMilestone<number | null>

const ACTIONS_PER_CLASS = 2
/** Nobody would spend it if each page held photos of one class alone. */
const IMPURITY: ReadonlySet<SpentOn> = new Set(['exclusion', 'sending', 'opening', 'skip'])

/** One set of photos as it was measured; each list of sessions is in the order of their seeds, with at least one. */
export interface Sessions {
  readonly set: string
  readonly photos: number
  readonly classes: number
  /** What made the features. */
  readonly backbone: string
  readonly twinsort: Readonly<Record<Goal, readonly Reached[]>>
  /** The same sessions without what impure pages cost. */
  readonly pure: Readonly<Record<Goal, readonly Reached[]>>
  readonly baseline: Readonly<Record<Baseline, readonly Reached[]>>
}

export interface SetFigures extends Pick<Sessions, 'set' | 'photos' | 'classes' | 'backbone'> {
  /** Of Twinsort, as medians over the seeds. */
  readonly actions: ByMilestone<number>
  readonly bestBaseline: ByMilestone<{ policy: Baseline; actions: number }>
  /** Null where the best baseline policy has no excess. */
  readonly excessRatio: ByMilestone<number | null>
  /** The ratio that pages of one class each would have left. */
  readonly pureRatio: ByMilestone<number | null>
}

/** Of all ratios of all sets; null where there is none. */
export interface Summary {
  readonly mean: number | null
  readonly worst: number | null
}

export function figuresOf({ twinsort, pure, baseline, ...set }: Sessions): SetFigures {
  const { photos, classes } = set
  const medians = (of: Sessions['twinsort']): ByMilestone<number> =>
    byMilestone((milestone) => medianActions(of[goalOf(milestone)], milestone, photos))
  const actions = medians(twinsort)
  const bestBaseline = byMilestone((milestone) =>
    BASELINES.map((policy) => ({
      policy,
      actions: medianActions(baseline[policy], milestone, photos),
    })).reduce((best, other) => (other.actions < best.actions ? other : best)),
  )
  const ratios = (of: ByMilestone<number>): ByMilestone<number | null> =>
    byMilestone((milestone) => ratioOfExcess(of[milestone], bestBaseline[milestone].actions, classes))
  return { ...set, actions, bestBaseline, excessRatio: ratios(actions), pureRatio: ratios(medians(pure)) }
}

/** What a session would have needed if no page had held photos of another class: the same answers, without what those cost. */
export function withPurePages({ spending }: Pick<SimulationRun, 'spending'>): Reached {
  return byMilestone((milestone) => {
    const spent = spending[milestone]
    return spent === null ? null : actionsOf(spent, (on) => !IMPURITY.has(on))
  })
}

function actionsOf({ spent }: Spending, counts: (on: SpentOn) => boolean): number {
  return spent.reduce((sum, { on, actions }) => sum + (counts(on) ? actions : 0), 0)
}

/** Twinsort is asked for labels that are right, or for labels at all. */
function goalOf(milestone: Milestone): Goal {
  return milestone === 'accuracy90' || milestone === 'accuracy95' ? 'accuracy' : 'commit'
}

/** @param photos counts where the milestone was not reached: a session may spend so many actions. */
export function medianActions(runs: readonly Reached[], milestone: Milestone, photos: number): number {
  return median(runs.map((run) => run[milestone] ?? photos))
}

/** @returns null where `best` has no excess, since nothing can be said in parts of it. */
export function ratioOfExcess(actions: number, best: number, classes: number): number | null {
  const spent = ACTIONS_PER_CLASS * classes
  return best > spent ? (actions - spent) / (best - spent) : null
}

export function summaryOf(sets: readonly Pick<SetFigures, 'excessRatio'>[]): Summary {
  const ratios = ratiosOf(sets)
  return ratios.length === 0
    ? { mean: null, worst: null }
    : { mean: mean(ratios), worst: Math.max(...ratios) }
}

function ratiosOf(sets: readonly Pick<SetFigures, 'excessRatio'>[]): number[] {
  return sets.flatMap(({ excessRatio }) => MILESTONES.flatMap((milestone) => excessRatio[milestone] ?? []))
}

/** Markdown: a row for each set, below it the summary and what it was made by. */
export function tableText(sets: readonly SetFigures[], seeds: number): string {
  const names = MILESTONES.map((milestone) => milestone.replace(/(?=\d)/, ' '))
  const backbones = [...new Set(sets.map(({ backbone }) => backbone))].join(', ')
  const command = `npm run -s bench -- loop-sets ${sets.map(({ set }) => quoted(set)).join(' ')} --seeds ${seeds} --table FILE.md`
  const { mean: middle, worst } = summaryOf(sets)
  const withPure = sets.map(({ pureRatio }) => ({ excessRatio: pureRatio }))
  const bound = summaryOf(withPure)
  return [
    tableRow(['set', 'photos', 'classes', ...names]),
    tableRow(['---', '---:', '---:', ...names.map(() => '---')]),
    ...sets.map(setRow),
    '',
    'Actions of Twinsort / of the best baseline policy (excess ratio). The excess is what is needed beyond two actions for each',
    'class, a name and one answer. Accuracy is measured with the goal `accuracy`, committed with the goal `commit`. Actions are',
    `medians over ${seeds === 1 ? 'one seed' : `${seeds} seeds`}; a milestone that was not reached counts as the number of photos. A ratio of 1 or more is bold;`,
    `"none" stands where the best baseline policy has no excess. Features: ${backbones}.`,
    '',
    `Mean of ${ratiosOf(sets).length} ratios ${ratioText(middle)}, worst ${ratioText(worst)}.`,
    '',
    '## What purer pages could bring',
    '',
    'The ratios of the same sessions, if no page had held photos of another class: without excluded photos, opened stacks and',
    'skipped pages. What is left are names, answers to pages, and single photos, which no order of pages makes fewer.',
    '',
    tableRow(['set', ...names]),
    tableRow(['---', ...names.map(() => '---:')]),
    ...sets.map(({ set, pureRatio }) =>
      tableRow([cellText(set), ...MILESTONES.map((milestone) => ratioText(pureRatio[milestone]))]),
    ),
    '',
    `Mean ${ratioText(bound.mean)}, worst ${ratioText(bound.worst)}.`,
    '',
    'Made by this command, with the folder of each set:',
    '',
    '```sh',
    command,
    '```',
    '',
  ].join('\n')
}

function setRow({ set, photos, classes, actions, bestBaseline, excessRatio }: SetFigures): string {
  const cells = MILESTONES.map((milestone) => {
    const ratio = ratioText(excessRatio[milestone])
    const marked = (excessRatio[milestone] ?? 0) >= 1 ? `**${ratio}**` : ratio
    return `${actions[milestone]} / ${bestBaseline[milestone].actions} (${marked})`
  })
  return tableRow([cellText(set), String(photos), String(classes), ...cells])
}

function cellText(name: string): string {
  return name.replaceAll('|', '\\|')
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function ratioText(ratio: number | null): string {
  return ratio === null ? 'none' : ratio.toFixed(2)
}

/** For a shell, where it would take the name for more than one word. */
function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`
}

/** A value for every baseline policy. */
export function byBaseline<T>(of: (policy: Baseline) => T): Record<Baseline, T> {
  return { 'one-by-one': of('one-by-one'), margin: of('margin'), 'cluster-only': of('cluster-only') }
}

function byMilestone<T>(of: (milestone: Milestone) => T): Record<Milestone, T> {
  return {
    accuracy90: of('accuracy90'),
    accuracy95: of('accuracy95'),
    committed90: of('committed90'),
    committed95: of('committed95'),
  }
}
