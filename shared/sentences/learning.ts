/** @file Training, its heads, and comparisons. */
export const learningSentences = {
  'reading-thread-lost': 'What reads the features of the photos ended without a result. Try again.',
  'photos-changed-meanwhile':
    'Photos changed on the disk while this was running. Nothing was changed in the library; start it again.',
  'nothing-labelled': 'Nothing is labelled yet. Confirm a few pages, then train.',
  'labels-too-few':
    'Training needs at least two classes with two confirmed photos each: confirm a few more pages first.',
  'training-outdated':
    'Another network describes the photos than when the training began, so its result was not kept. Train again.',
  'trained-helps':
    'Version {head} is in use: of the same {all} labelled photos, {better} are right with it and {before} without it.',
  'trained-surer':
    'Version {head} is in use: it is surer of the right class. Of the same {all} labelled photos, {better} are right with it and {before} without it.',
  'trained-useless':
    'Version {head} is kept but not used: it is not surer of the right class. Of the same {all} labelled photos, {better} are right with it and {before} without it.',
  'trained-worse':
    'Version {head} is kept but not used: of the same {all} labelled photos, only {better} are right with it, and {before} without it.',
  'network-not-kept':
    'The network did not improve the suggestions and was not kept: of the same {all} labelled photos, {better} are right with it and {before} without it.',
  'strategy-without-pictures':
    'The strategy {strategy} cannot train a network from pictures. Choose another one.',
  'no-head': 'There is no head {head}.',
  'no-head-but': 'There is no head {head}: {reason}.',
  'no-head-yet': 'none has been trained yet',
  'heads-there-are': 'there are {heads}',
  'head-newer': 'This head has format {version}: a newer Twinsort wrote it.',
  'head-unreadable': 'A stored head cannot be read.',
  'head-damaged': 'A stored head cannot be read: {reason}.',
  'head-needs-level': 'This head needs the level {level} with {count} numbers a photo.',
  'training-thread-lost': 'The training thread ended without a result.',
  'training-process-lost': 'The training process ended without a result.',
  'no-tensorflow': 'TensorFlow.js cannot compute here. {failures}',
  'backend-absent': 'It is not installed (`{command}` gets it).',
  'backend-no-adapter':
    'There is no graphics card that can be used, or its driver lacks Vulkan, Metal or Direct3D 12.',
  'backend-simulated': '{adapter} is a processor, no graphics card.',
  'backend-not-started': 'It did not start.',
  'backend-not-loaded': 'It cannot be loaded (`twinsort doctor --self-test` says why).',
  'backend-untrusted': 'It failed its self-test (`twinsort doctor` says why).',
  'backend-ran-out': 'Its memory was not enough.',
  'backend-device-lost': 'The graphics device was lost.',
  'backend-window-ended': 'The hidden window that computed has ended.',
  'backend-gave-up': 'It could not compute this.',
  'no-onnx-runtime': 'ONNX Runtime cannot run on this machine.',
  'weights-unreadable': 'The weights of efficientnet-lite0 cannot be read.',
  'compare-needs-labels': '{contender} needs at least two labels a class.',
  'compare-fell-back': '{contender}: {failed} failed, {backend} went on. {reason}',
  'compare-backend-failed': '{contender}: {failed} failed. {reason}',
  'compare-backends-twice': 'Name one backend, or several that are compared, not both.',
  'contender-unfit': '"{written}" cannot be compared. {reason}',
  'contender-one-of': '"{word}" must be one of: {allowed}.',
  'contender-two-backends': 'It can be trained on {backend} or on {other}.',
  'contender-said-twice': '"{word}" says again what was said before it.',
  'contender-untrained': '{strategy} is not trained: it has no switches, and no backend.',
  'contender-without-attention': '{strategy} has no attention that could be switched.',
  'contender-without-pyramid': '{strategy} has no pyramid that could be switched.',
  'contender-without-pseudo-labels': '{strategy} takes no pseudo-labels.',
  'simulate-photos-too-many': 'The baseline policies take at most {most} photos, not {number}.',
  'simulate-photos-unread':
    '1 photo has no features yet: index the folder first. | {count} photos have no features yet: index the folder first.',
  'simulate-person-alone': 'The person "{person}" uses the policy twinsort alone: ask for that as well.',
  'compare-labels-too-many':
    'Fewer than two classes have more than {count} photos: ask for fewer labels a class.',
  'no-truth-in-folders': 'Not one photo of the library has a single true class in the folders.',
  'no-truth-in-labels': 'Not one photo of the library has a single true class in what was confirmed.',
  'no-truth-in-csv': 'Not one photo of the library has a single true class in the file.',
  'compare-no-backend':
    'Nothing that this computer trains with passed its self-test (twinsort doctor --self-test says why). Name a backend, cpu if need be.',
  'suggest-by-one':
    'Suggestions come from a file, from names of classes, or from an import: not from several at once.',
  'names-unknown':
    'The network knows none of these names. Try plain words for what the photos show, such as "dog" or "vehicle", or name the first photos yourself.',
  'names-own-network':
    'The photos were read with {backbone}, a network of your own, which has no words for what it sees. Name the first photos yourself, or read the photos with one of the networks that come with Twinsort.',
} as const
