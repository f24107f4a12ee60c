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

test('bash completes', async ({ skip }) => {
  skip(!has('bash'), 'bash is not on this machine')
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

/** Each line as it stands before the cursor, and what is offered there. */
const TYPED = {
  'twinsort fol': ['folder'],
  'twinsort --library folder und': ['undo'],
  'twinsort folder ': ['list', 'move', 'remove'],
  'twinsort folder move a --dr': ['--dry-run'],
  'twinsort export --format image': ['imagefolder'],
}

test('fish completes', async ({ skip }) => {
  skip(!has('fish'), 'fish is not on this machine')
  const file = path.join(await temporaryFolder(), 'twinsort.fish')
  writeFileSync(file, completionScript('fish', table))
  for (const [line, offered] of Object.entries(TYPED)) {
    const program = ['-c', `source $argv[1]; complete -C $argv[2]`, file, line]
    const said = execFileSync('fish', program, { encoding: 'utf8' }).split('\n')
    expect(said.map((each) => each.split('\t', 1)[0])).toEqual(expect.arrayContaining(offered))
  }
})

/** Types a line and Tab in a shell of its own at a terminal, where what is offered is printed instead of shown. */
const ZSH = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; unsetopt prompt_cr prompt_sp; autoload -Uz compinit; compinit -u -D; source $1"
zpty -w z '
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\\ * ]]; then builtin compadd "$@"; return; fi
  typeset -a offered
  builtin compadd -A offered "$@"
  print -rl -- "OFFERED:"\${^offered}
}
after() { print END"-OF-OFFERS" }
comppostfuncs=(after)
print REA"DY"'
zpty -r -m z said '*READY*'
zpty -w -n z "$2"$'\\t'
zpty -r -m z said '*END-OF-OFFERS*'
print -r -- $said
zpty -d z
`

test('zsh completes', async ({ skip }) => {
  skip(!has('zsh'), 'zsh is not on this machine')
  const folder = await temporaryFolder()
  const [file, harness] = ['twinsort.zsh', 'type.zsh'].map((name) => path.join(folder, name))
  writeFileSync(file, completionScript('zsh', table))
  writeFileSync(harness, ZSH)
  for (const [line, offered] of Object.entries(TYPED)) {
    const said = execFileSync('zsh', ['-f', harness, file, line], { encoding: 'utf8', timeout: 30_000 })
    const words = [...said.matchAll(/OFFERED:(\S+)/g)].map(([, word]) => word)
    expect(words).toEqual(expect.arrayContaining(offered))
  }
})

test('PowerShell completes', async ({ skip }) => {
  skip(!has('pwsh'), 'pwsh is not on this machine')
  const file = path.join(await temporaryFolder(), 'twinsort.ps1')
  writeFileSync(file, completionScript('powershell', table))
  for (const [line, offered] of Object.entries(TYPED)) {
    const program = `. '${file}'; (TabExpansion2 -inputScript '${line}' -cursorColumn ${line.length}).CompletionMatches.CompletionText`
    const said = execFileSync('pwsh', ['-NoProfile', '-Command', program], { encoding: 'utf8' })
    expect(said.split(/\r?\n/)).toEqual(expect.arrayContaining(offered))
  }
})
