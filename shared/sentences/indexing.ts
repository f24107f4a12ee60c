/** @file Folders to photos: why a folder or a file is not taken, and what the person should know afterwards. */
export const indexSentences = {
  'which-folder': 'Which folder? The library knows none yet.',
  'not-a-folder': '{folder} is not a folder.',
  'no-such-folder': 'There is no folder {folder}.',
  'no-photos-index-first': 'The library has no photos yet. Index a folder first.',

  'notice-folder-away': 'The folder {folder} cannot be found. Its photos stay in the library as they were.',
  'notice-folder-empty':
    'The folder {folder} is empty; its drive may not be connected. Its photos stay in the library as they were. If you emptied it yourself, remove it from the library (folder remove).',
  'notice-left-out':
    '1 folder was left out because of its name: {folders}. | {count} folders were left out because of their names: {folders}.',
  'notice-left-out-more': '{count} folders were left out because of their names, e.g. {folders}.',
  'notice-stretched':
    '1 picture uses only a narrow or negative range of values, as thermal cameras do. The range is stretched to show it: {file}. | {count} pictures use only a narrow or negative range of values, as thermal cameras do. The range is stretched to show them, e.g. {file}.',
  'notice-first-frame':
    '1 file holds several pages or frames. The first one is shown: {file}. | {count} files hold several pages or frames. The first one of each is shown, e.g. {file}.',
  'notice-films':
    '1 video was left out: Twinsort does not read videos. | {count} videos were left out, also the moving parts of Live Photos: Twinsort does not read videos.',
  'notice-separated':
    '1 file that counted as a copy of another picture is a photo of its own now, without a label. | {count} files that counted as copies of other pictures are photos of their own now, without labels.',
  'notice-lost-labels':
    '1 label no longer has its picture: the file is gone, cannot be read, or holds another picture now. The command lost shows it. | {count} labels no longer have their pictures: the files are gone, cannot be read, or hold other pictures now. The command lost shows them.',
  'notice-lost-offered':
    'For 1 of them there is a nearly identical picture at the same place, which can take over the label. | For {count} of them there are nearly identical pictures at the same places, which can take over the labels.',
  'notice-backbone-stays':
    '1 photo could not be read again, so the library stays with {backbone}. Index again when their folders are there. | {count} photos could not be read again, so the library stays with {backbone}. Index again when their folders are there.',
  'notice-crops-stay':
    '1 photo could not be read again, so it is still compared as before. Index again when its folder is there. | {count} photos could not be read again, so photos are compared as before. Index again when their folders are there.',
  'notice-photos-unseen':
    '1 photo could not be read again, so {backbone} does not know it yet. | {count} photos could not be read again, so {backbone} does not know them yet.',
  'notice-second-waits':
    '1 photo could not be read again, so {backbone} is not used yet. | {count} photos could not be read again, so {backbone} is not used yet.',
  'notice-second-is-first': '{backbone} is already the first network; the second one must be another.',

  'own-found':
    '{file} (sha256 {checksum}) reads "{input}" ({type}) and gives "{output}" ({form}): {dimensions} numbers a photo.',
  'own-declared': 'All settings are given.',
  'own-assumed': 'Not given, so assumed: {settings}.',
  'own-in-force-already': '{backbone} is already in use.',
  'own-in-force': '{backbone} is in use from now on.',
  'own-only-tried': 'Nothing was changed. --adopt puts {backbone} into use in any case.',
  'own-not-compared':
    'Some photos could not be read again to compare it, so the present network stays. --adopt puts {backbone} into use in any case.',
  'own-too-few-labels':
    'Too few photos have a label to compare it, so the present network stays. --adopt puts {backbone} into use in any case.',
  'own-not-better':
    'It is not better here, so the present network stays. --adopt puts {backbone} into use in any case.',

  'twin-used':
    '{twin} is used instead of {backbone}, which does not compute what it should on this processor (similarity to {twin}: {cosine}, at least {least} is needed). It is slower.',
  'twin-ordered': '{twin} is used instead of {backbone}, because TWINSORT_INT8 says so. It is slower.',
  'twin-agrees': 'Agrees with {twin} (similarity {cosine}).',
  'twin-untested': 'Compared with {twin} at its first use.',
  'sums-exact':
    'The fast 8-bit sums of this processor are not exact, so the exact ones are used; they are slower.',
  'int8-order': 'TWINSORT_INT8 is "{value}". It must be fast, exact or twin, or not be set.',

  'file-denied': 'The file cannot be read: permission is denied.',
  'file-vanished': 'The file is not there: a link leads nowhere, or it was removed meanwhile.',
  'file-circle': 'The file cannot be read: its links lead in a circle.',
  'file-disk-error': 'The file cannot be read: the disk reports an error.',
  'file-path-long': 'The file cannot be read: its path is too long.',
  'file-huge': 'The file is too large to be read as one picture (over 2 GB).',
  'file-unread': 'The file cannot be read: {reason}',
  'folder-denied': 'The folder cannot be read: permission is denied.',
  'folder-vanished': 'The folder is not there: a link leads nowhere, or it was removed meanwhile.',
  'folder-circle': 'The folder cannot be read: its links lead in a circle.',
  'folder-disk-error': 'The folder cannot be read: the disk reports an error.',
  'folder-path-long': 'The folder cannot be read: its path is too long.',
  'folder-huge': 'The folder is too large to be read as one picture (over 2 GB).',
  'folder-unread': 'The folder cannot be read: {reason}',
  'folder-away': 'The folder is not there.',
  'file-not-stored': 'The library could not store the file: {reason}',
  'folder-empty': 'The folder is empty; its drive may not be connected.',
  'file-name-not-utf8': 'The name of the file is not valid UTF-8, so the file cannot be read. Rename it.',
  'folder-name-not-utf8':
    'The name of the folder is not valid UTF-8, so the folder cannot be read. Rename it.',
  'not-regular-file': 'It is not a regular file.',

  'file-empty': 'The file is empty.',
  'format-unsupported': '{format} is not supported yet.',
  'not-picture-zeros': 'It is not a picture: it begins with zeros only.',
  'not-picture-pdf': 'It is not a picture: it is a PDF document.',
  'not-picture-zip': 'It is not a picture: it is a ZIP archive.',
  'not-picture-film': 'It is not a picture: it is a film.',
  'not-picture-web': 'It is not a picture: it is a web page or XML.',
  'not-picture-text': 'It is not a picture: it is text.',
  'not-picture': 'It is not a picture: its first bytes are of no known format.',
  'kind-unsupported': 'This kind of picture is not supported yet ({decoder}).',
  'picture-too-large': 'The picture is too large ({decoder}).',
  'picture-truncated': 'The picture is truncated: its end is missing.',
  'picture-truncated-perhaps': 'The picture is truncated or damaged ({decoder}).',
  'picture-damaged': 'The picture is damaged ({decoder}).',
  'raw-without-preview':
    'The RAW file holds no picture that can be shown. Twinsort shows RAW files by the picture that the camera puts into them.',
  'picture-ends-process':
    'Twinsort ended twice while it read this file, which was therefore left out. It is read again when it changes, and by index --verify.',
  'picture-crash': 'The picture is damaged: its decoder failed ({decoder}).',
  'picture-endless':
    'The picture was not read within {seconds} seconds. It may be damaged; index again to try it once more.',
} as const
