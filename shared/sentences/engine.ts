/** @file The engine itself: its calls, its end, the disk, and which library is open. */
export const engineSentences = {
  cancelled: 'Cancelled.',
  'disk-full': 'The disk is full: {reason}',
  about: '{subject}: {problem}',
  'engine-gone': 'The engine is gone; the call may or may not have been carried out.',
  'engine-away': 'The engine is not there at the moment.',
  'engine-silent': 'Twinsort does not answer.',
  'engine-given-up':
    'The engine ended {count} times in a row; the last time {reason}. Close Twinsort and start it again; what it wrote to the terminal tells more.',
  'ended-with-code': 'with exit code {code}',
  'ended-by-signal': 'it was killed ({signal})',
  'ended-before-start': 'it could not be started ({problem})',
  'message-not-understood': 'This message is not understood: {reason}.',
  'call-number-taken': 'Call {number} is not answered yet; each call needs a number of its own.',
  'too-many-calls': 'Too many calls wait for their answer. Wait for some of them.',
  'input-wrong': 'The input of "{method}" is wrong: {reason}.',
  'output-wrong': `The engine's own answer to "{method}" is wrong: {reason}.`,
  'answer-unknown': "The engine's answer to `{method}` does not fit the contract.",
  'twinsort-closing': 'Twinsort is closing.',
  'no-library-open': 'No library is open.',
  'no-library-there': 'There is no library in {folder}.',
  'jobs-would-stop':
    'Opening another library would stop what is under way in this one ({jobs}). Wait for it, or stop it first.',
  'folder-gone': '{folder} is not there.',
  'folder-is-none': '{folder} is no folder.',
  'folder-closed': '{folder} cannot be opened: there is no permission to.',
} as const
