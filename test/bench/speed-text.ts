/** @file The figures of `bench all` as a table in Markdown. */
import os from 'node:os'
import { goalsOf, type Outcome } from './goals.ts'

export function speedTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap((outcome) => {
    const { name, problem, load } = outcome
    if (problem !== null) return [[name, problem, '', '', '', number(load)]]
    return goalsOf(outcome).map(({ figure, value, goal, holds }, index) => [
      index === 0 ? name : '',
      figure,
      value === null ? 'not measured: its reference is not here' : number(value),
      goal,
      holds === null ? '' : holds ? 'yes' : 'no',
      index === 0 ? number(load) : '',
    ])
  })
  const head = ['bench', 'figure', 'measured', 'goal', 'reached', 'load before']
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return [`${os.availableParallelism()} processors. \`npm run -s bench -- all\``, '', ...lines, ''].join('\n')
}

/** Three digits that count. */
function number(value: number): string {
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
