/** @file The words of the command line for the Tab key: all of them, in scripts that the shells of this machine take. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../main/shells/cli/program.ts'
import { Shell } from '../../../main/shells/cli/shell.ts'
import { completionScript, SHELLS } from '../../../main/shells/cli/completion-scripts.ts'
import { completionTable } from '../../../main/shells/cli/completion-table.ts'
import { Terminal } from '../../../main/shells/cli/terminal.ts'
import { temporaryFolder } from '../../support/folder.ts'

const write = process.stdout.write.bind(process.stdout)
const terminal = new Terminal({ json: false })
process.stdout.write = write // which a terminal takes away
const table = completionTable(buildProgram(new Shell(terminal, new AbortController().signal), terminal))

test('the table has commands within commands, options of all and of one, and values', () => {
  const after = (place: string) => table.after.get(place)?.map(({ name }) => name)
  expect(after('')).toEqual(expect.arrayContaining(['index', 'folder', 'completion', '--library', '--json']))
  expect(after('folder')).toEqual(expect.arrayContaining(['list', 'move', 'remove', '--json']))
  expect(after('folder move')).toEqual(expect.arrayContaining(['--dry-run', '--library']))
  expect(table.values.get('--format')).toContain('imagefolder')
  expect(table.takesValue).toContain('--library')
  expect(table.takesValue).not.toContain('--json')
})

test.each(SHELLS)('the script for %s names every command with what follows it', (shell) => {
  const script = completionScript(shell, table)
  const words = new Set(script.split(/[^\w-]+/))
  for (const [place, choices] of table.after) {
    for (const word of place.split(' ')) expect(words, word).toContain(word)
    for (const { name } of choices)
      expect(words.has(name) || words.has(name.replace(/^--/, '')), name).toBe(true)
  }
})

const has = (program: string): boolean => {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.skipIf(!has('bash'))('bash completes', async () => {
  const file = path.join(await temporaryFolder(), 'twinsort.bash')
  writeFileSync(file, completionScript('bash', table))
  const complete = (...words: string[]): string[] => {
    const typed = words.map((word) => `'${word}'`).join(' ')
    const script = `source '${file}'; COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _twinsort; printf '%s\\n' "\${COMPREPLY[@]}"`
    return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\n').filter(Boolean)
  }
  expect(complete('twinsort', 'fol')).toEqual(['folder'])
  expect(complete('twinsort', '--library', 'folder', 'und')).toEqual(['undo'])
  expect(complete('twinsort', 'folder', '')).toEqual(expect.arrayContaining(['list', 'move', 'remove']))
  expect(complete('twinsort', 'folder', 'move', 'a', '--dr')).toEqual(['--dry-run'])
  expect(complete('twinsort', 'export', '--format', 'image')).toEqual(['imagefolder'])
  // Paths are the shell's own affair.
  expect(complete('twinsort', 'export', '--out', 'i')).toEqual([])
})

const OTHERS = [
  { shell: 'zsh', check: '-n' },
  { shell: 'fish', check: '--no-execute' },
] as const
for (const { shell, check } of OTHERS)
  test.skipIf(!has(shell))(`${shell} reads its script`, async () => {
    const file = path.join(await temporaryFolder(), `twinsort.${shell}`)
    writeFileSync(file, completionScript(shell, table))
    execFileSync(shell, [check, file])
  })
