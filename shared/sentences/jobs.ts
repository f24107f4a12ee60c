/** @file What jobs did, as the list of jobs tells it. */
export const jobSentences = {
  'job-added': '1 new photo was read. | {count} new photos were read.',
  'job-updated':
    '1 photo was read again, because its file had changed. | {count} photos were read again, because their files had changed.',
  'job-moved': '1 file had moved. | {count} files had moved.',
  'job-nothing-new': 'Nothing had changed.',
  'job-unreadable': '1 file cannot be read. | {count} files cannot be read.',
  'job-more': 'And 1 more. | And {count} more.',
  'job-keywords-written': '1 photo has got keywords. | {count} photos have got keywords.',
  'job-written': '1 photo was written to {place}. | {count} photos were written to {place}.',
  'job-put-back':
    '1 photo was put back where it had been. | {count} photos were put back where they had been.',
  'job-network-written': 'The network was written to {place}.',
  'job-left-out': '1 photo was left out. | {count} photos were left out.',
  'job-folder-moved': '{folder} is in {place} now.',
  'job-folder-removed':
    '{folder} was removed. 1 photo lay only there. | {folder} was removed. {count} photos lay only there.',
  'job-version-in-use': 'Version {version} is in use from then on.',
  'job-raw-in-use': 'No trained version is in use from then on.',
  'job-not-repeatable': 'This job cannot be repeated from the list. Start it where you started it before.',
} as const
