/** @file The person's decisions: pages and their answers, names of classes, neighbours, blind checks. */
export const reviewSentences = {
  'which-class': 'Of which class? Name one that photos have.',
  'class-without-photos': 'No photo has the class "{class}" yet.',
  'class-unnamed': 'A class needs a name.',
  'class-name-long': 'A class name has at most {most} characters.',
  'class-name-reserved':
    '"{class}" stands for photos that were set aside. It is no class, so give another name.',
  'class-level-empty': 'The class name "{class}" has an empty level between its slashes.',
  'class-name-unfit': '"{class}" is no name for a class.',
  'class-is-that': 'That is class {class} already: name another one.',
  'class-taken': 'There is a class {class} already. To make one class of both, merge them.',
  'no-class-named': 'No class is called "{class}".',
  'no-page': 'There is no page {page}.',
  'page-not-open': 'Page {page} is not open any more; ask for the next page.',
  'page-was': 'Page {page} is not open any more: it was {state}.',
  'page-without-class': 'Page {page} has no class: say which one the excluded photos are not of.',
  'photo-in-and-out': "Photo {photo} is both put into the page's class and excluded from it.",
  'photo-in-and-out-of-class': 'Photo {photo} is both put into a class and excluded from it.',
  'photo-in-two-classes': 'Photo {photo} is put into two classes in one decision.',
  'photo-not-on-page': 'Photo {photo} is not on page {page}.',
  'photo-twice-on-page': 'Photo {photo} is named twice in the answer to page {page}.',
  'page-not-answered-so': 'Decision {decision} does not answer page {page}.',
  'skip-decides-nothing': 'A skip decides nothing about a photo.',
  'grouping-changed':
    'The groups were changed meanwhile, for example in another window. Look at them as they are now.',
  'grouping-outdated': 'Photos are compared in another way since they were grouped. Group them again first.',
  'grouping-first': 'There is no earlier change of the groups to undo.',
  'no-group': 'There is no group {group}.',
  'map-needs-head': 'No trained version is in use, so there is no map of one. Train first.',
  'group-of-equals': 'All photos of this group look the same, so it cannot be split.',
  'neighbours-of-which': 'Neighbours of which photo? Give its path or its id.',
  'path-not-photo': '{file} is no photo of the library.',
  'path-ambiguous': 'Which photo is {file}? It may be any of these: {places}. Write the whole path.',
  'photo-unseen': '{photo} has not been read yet: index its folder again.',
  'no-audit': 'No audit is running.',
  'audit-running': 'An audit is running already: accept or stop it first.',
  'audit-ended': 'Audit {id} is not running.',
  'audit-in-the-way': 'Another audit is checking these photos now. Stop it first, then redo.',
  'audit-unsure':
    'There are too few suggestions for this promise, or they are not sure enough. Confirm more photos, train, or allow more errors.',
  'audit-nothing-held': 'No part of the audit was good enough, so there is nothing to accept.',
  'word-unknown':
    'Neither the network nor a class knows "{word}". Try a plain word for what the photos show, such as "dog" or "vehicle".',
  'word-unknown-near':
    'Neither the network nor a class knows "{word}". Words that are written nearly the same: {near}.',
  'word-own-network':
    'No class is called "{word}". The photos were read with {backbone}, a network of your own, which has no words for what it sees. To search by any word, read the photos with one of the networks that come with Twinsort.',
} as const
