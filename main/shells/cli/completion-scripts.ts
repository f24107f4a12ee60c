/**
 * @file Scripts by which shells complete our words. They hold all words themselves: a script that asked the program at each Tab would
 * wait for its start, which takes a second in the installed application. What is no word of ours is completed as a file.
 */
import type { Choice, CompletionTable } from './completion-table.ts'

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type ShellName = (typeof SHELLS)[number]

export function completionScript(shell: ShellName, table: CompletionTable): string {
  return { bash, zsh, fish, powershell }[shell](table)
}

const names = (choices: readonly Choice[]): string => choices.map(({ name }) => name).join(' ')
/** Between single quotes of a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const paths = ({ after }: CompletionTable): string[] => [...after.keys()].filter((path) => path !== '')

/** Goes through the words before the cursor: `at` becomes the command that stands there. */
function findCommand(table: CompletionTable, words: string, last: string): string {
  return `  local at= word skip= i
  for ((i = ${words === 'words' ? 2 : 1}; i < ${last}; i++)); do
    word=\${${words}[i]}
    if [[ -n $skip ]]; then skip=; continue; fi
    case $word in
      ${table.takesValue.join('|')}) skip=1; continue ;;
    esac
    case "$at \${word}" in
      ${paths(table)
        .map((path) => quoted(path.includes(' ') ? path : ` ${path}`))
        .join('|')}) at="\${at:+$at }$word" ;;
    esac
  done`
}

function bash(table: CompletionTable): string {
  return `# Completion of twinsort for bash. In ~/.bashrc: source <(twinsort completion bash)
_twinsort() {
  local now=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} choices=
  COMPREPLY=()
  case $before in
${[...table.values].map(([option, values]) => `    ${option}) choices=${quoted(values.join(' '))} ;;`).join('\n')}
    ${table.takesValue.filter((option) => !table.values.has(option)).join('|')}) return ;;
  esac
${findCommand(table, 'COMP_WORDS', 'COMP_CWORD')}
  if [[ -z $choices ]]; then
    case $at in
${[...table.after].map(([path, choices]) => `      ${quoted(path)}) choices=${quoted(names(choices))} ;;`).join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$now"))
}
complete -o default -F _twinsort twinsort
`
}

function zsh(table: CompletionTable): string {
  /** \`_describe\` takes what stands before the first colon for the word. */
  const items = (choices: readonly Choice[]): string =>
    choices
      .map(({ name, description }) => quoted(`${name.replaceAll(':', String.raw`\:`)}:${description}`))
      .join(' ')
  return `#compdef twinsort
# Completion of twinsort for zsh. In ~/.zshrc, after compinit: source <(twinsort completion zsh)
_twinsort() {
  local -a choices
  case \${words[CURRENT - 1]} in
${[...table.values].map(([option, values]) => `    ${option}) compadd ${values.map(quoted).join(' ')}; return ;;`).join('\n')}
    ${table.takesValue.filter((option) => !table.values.has(option)).join('|')}) _files; return ;;
  esac
${findCommand(table, 'words', 'CURRENT')}
  case $at in
${[...table.after].map(([path, choices]) => `    ${quoted(path)}) choices=(${items(choices)}) ;;`).join('\n')}
  esac
  _describe twinsort choices
  _files
}
compdef _twinsort twinsort
`
}

function fish(table: CompletionTable): string {
  const lines: string[] = []
  for (const [path, choices] of table.after)
    for (const { name, description } of choices) {
      const what = name.startsWith('--')
        ? `-l ${name.slice(2)}${table.takesValue.includes(name) ? ' -r' : ''}${valuesFor(name)}`
        : `-a ${name}`
      lines.push(
        `complete -c twinsort -n ${fishQuoted(`__twinsort_at ${fishQuoted(path)}`)} ${what} -d ${fishQuoted(description)}`,
      )
    }
  function valuesFor(name: string): string {
    const values = table.values.get(name)
    return values === undefined ? '' : ` -f -a ${fishQuoted(values.join(' '))}`
  }
  return `# Completion of twinsort for fish: twinsort completion fish > ~/.config/fish/completions/twinsort.fish
function __twinsort_at
    set -l at
    set -l skip
    for word in (commandline -opc)[2..]
        if test -n "$skip"
            set skip
            continue
        end
        if contains -- $word ${table.takesValue.join(' ')}
            set skip 1
            continue
        end
        set -l next (string trim -- "$at $word")
        if contains -- $next ${paths(table).map(fishQuoted).join(' ')}
            set at $next
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join('\n')}
`
}

/** Between single quotes only these two mean something. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll(/[\\\\']/g, String.raw`\$&`)}'`
}

function powershell(table: CompletionTable): string {
  const string = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const list = (words: readonly string[]): string => `@(${words.map(string).join(', ')})`
  return `# Completion of twinsort for PowerShell. In $PROFILE: twinsort completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName twinsort -ScriptBlock {
  param($now, $line, $cursor)
  $after = @{
${[...table.after].map(([path, choices]) => `    ${string(path)} = ${list(choices.map(({ name }) => name))}`).join('\n')}
  }
  $values = @{
${[...table.values].map(([option, values]) => `    ${string(option)} = ${list(values)}`).join('\n')}
  }
  $takesValue = ${list(table.takesValue)}
  $words = @($line.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $at = ''
  $skip = $false
  foreach ($word in $words) {
    if ($skip) { $skip = $false; continue }
    if ($takesValue -contains $word) { $skip = $true; continue }
    $next = "$at $word".Trim()
    if ($after.ContainsKey($next)) { $at = $next }
  }
  $choices = if ($skip) { $values[$words[-1]] } else { $after[$at] }
  $choices | Where-Object { $_ -like "$now*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
}
`
}
