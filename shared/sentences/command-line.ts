/** @file What the command line itself says, before it asks the engine or instead of that. It speaks English only. */
export const commandLineSentences = {
  'which-command': 'Which command? `twinsort --help` lists them.',
  'serve-not-installed':
    'The installed application opens its own window: `twinsort start`. Only a checkout serves it to a browser.',
  'words-not-understood': '{problem} See `twinsort --help`.',
  'option-without-value': '{option} needs a value, but {next} follows it.',
  'option-behind-separator':
    '{option} stands behind "--", where every word is the name of a file. Put options in front of it, or leave "--" out.',
  'option-taken-by-npm':
    'npm took {option} for itself. Put "--" in front of the command\'s own words: {command} ...',
  'name-photos-or-file': 'Name photos and their --class, or a CSV file with --file.',
  'names-or-photos':
    'Labels come either from names (--folders, --keywords) or by hand: leave the photos out.',
  'names-from-where': 'Say where the names come from: --folders or --keywords.',
  'no-such-name': 'No photo is called "{name}" there. The command without this option lists all names.',
  'say-class-of-photos': 'Say with --class which class these photos are.',
  'set-aside-as-what': 'Say with --as what these photos are set aside as, or bring them back with --back.',
  'name-photos-of-class': 'Name the photos that are "{class}".',
  'names-in-one-way': 'Give the names either by --names or by --names-file.',
  'no-names': 'No class is named: write them as --names cat,dog,bird.',
  'answer-file-wrong': 'The answer in {file} is wrong: {reason}.',
  'answer-input-wrong': 'The answer in standard input is wrong: {reason}.',
  'answer-no-json': '{file} is no JSON: {reason}.',
  'answer-input-no-json': 'Standard input is no JSON: {reason}.',
  'answer-input-too-large': 'Standard input is too large for an answer.',
  'page-without-name': 'This page has no class yet: type its name, or ? for help.',
  'page-nothing-to-refuse': 'This page has no class to refuse: type its name, or s to skip it.',
  'page-numbers-alone':
    'What about {part}? "-{numbers}" leaves photos out, "3=NAME" names them, "=3" is a class called 3.',
  'page-number-wrong': 'This page has the numbers 1 to {last}, not {range}.',
  interrupted: 'Interrupted; what was decided is saved.',
  'port-in-use':
    'Port {port} is in use by another program. Choose another, or leave out --port for one that is free.',
  'port-not-allowed': 'Port {port} needs the rights of an administrator. Choose one above 1023.',
  'electron-failed':
    'Electron could not show the window: {reason}. The command `serve` opens the same window in the browser.',
  'electron-ended': 'it ended with {code}',
} as const
