/** @file The person's decisions: pages and their answers, names of classes, neighbours, blind checks. */
export const reviewSentences = {
  'which-class': 'Of which class? Name one that photos have.',
  'class-without-photos': 'No photo has the class "{class}" yet.',
  'class-unnamed': 'A class needs a name.',
  'class-name-long': 'A class name has at most {most} characters.',
  'class-level-empty': 'The class name "{class}" has an empty level between its slashes.',
  'class-is-that': 'That is class {class} already: name another one.',
  'class-taken': 'There is a class {class} already. To make one class of both, merge them.',
  'no-class-named': 'No class is called "{class}".',
  'no-page': 'There is no page {page}.',
  'page-not-open': 'Page {page} is not open any more; ask for the next page.',
  'page-was': 'Page {page} is not open any more: it was {state}.',
  'page-without-class': 'Page {page} has no class: say which one the excluded photos are not of.',
  'photo-in-and-out': "Photo {photo} is both put into the page's class and excluded from it.",
  'photo-in-and-out-of-class': 'Photo {photo} is both put into a class and excluded from it.',
  'photo-in-two-classes': 'Photo {photo} stands under two classes in one decision.',
  'photo-not-on-page': 'Photo {photo} is not on page {page}.',
  'photo-twice-on-page': 'Photo {photo} stands twice in the answer to page {page}.',
  'photo-unseen': '{photo} has no features yet: index its folder again.',
  'no-audit': 'No audit is running.',
  'audit-running': 'An audit is running already: accept or stop it first.',
  'audit-ended': 'Audit {id} is not running.',
  'audit-in-the-way':
    'Another audit is checking these photos now: stop it, then what was accepted can be redone.',
  'audit-unsure':
    'The suggestions are too few, or not sure enough, for this promise: confirm more photos, train, or allow more errors.',
  'audit-nothing-held': 'No threshold of the audit has held, so there is nothing to accept.',
} as const
