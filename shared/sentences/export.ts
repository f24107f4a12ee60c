/** @file Results out: where they cannot go, and why a photo was left out. */
export const exportSentences = {
  'export-no-head': 'No trained version is in use, so there is nothing to export. Train first.',
  'export-no-classes': 'This version knows no class that a photo still has, so there is nothing to export.',
  'export-other-backbone':
    'Version {head} was trained on another form of {backbone}. Train again, then export.',
  'export-metadata-no-folders':
    'A table metadata.csv is written beside folders of copies or links, not for other exports.',
  'export-place-copies-only':
    'The place (GPS) can be left out of copies in folders only; links and moved photos are the photos themselves.',
  'place-not-left-out': 'ExifTool could not take its place (GPS) out, so it was left out: {reason}',
  'place-stays': 'It may still say where it was taken ({tags}), so it was left out.',
  'place-changes-picture':
    'Its picture would not have stayed the same without its place (GPS), so it was left out.',
  'export-move-class-folders': 'Photos themselves move into folders by class only; choose copies or links.',
  'export-names-no-folders':
    'A pattern for names belongs to class folders; the format {format} writes one file.',
  'export-classes-no-network': 'A trained network holds all of its classes; they cannot be chosen.',
  'export-snapshot-alone':
    'A snapshot holds confirmed labels alone: it has no suggestions, and no network is made of it.',
  'export-split-no-network': 'A trained network is one file; only photos can be divided into parts.',
  'export-out-missing': 'Say with --out where the format {format} is written to.',
  'export-xmp-labels-alone': 'Only confirmed classes are written as keywords, and not in parts.',
  'export-xmp-two-places': 'Keywords go either into the photos or into a folder.',
  'exiftool-missing':
    'To write into photos, ExifTool is needed, which is not here or does not start (it needs Perl). XMP files beside the photos need nothing.',
  'xmp-not-merged': 'Its XMP cannot be read, so nothing is added to it.',
  'xmp-odd-path': 'A line break in its path keeps ExifTool from it.',
  'xmp-copy-differs': 'A copy of it was not the same, so it was left alone.',
  'xmp-not-taken': 'ExifTool could not write into it, so it was left alone: {reason}',
  'xmp-changes-picture': 'Its picture would not have stayed the same, so it was left alone.',
  'xmp-embedded-before':
    'Another class that Twinsort wrote stands inside this photo: write the keywords into the photos.',
  'names-empty': 'The pattern for names is empty.',
  'names-unknown-part':
    'The pattern for names has no part {part}. There are class, date, name and number, each in braces.',
  'names-forbidden': 'A name cannot hold the character {character}.',
  'names-too-long': 'The pattern for names is too long.',
  'folder-unnamed': 'The new folder needs a name.',
  'folder-name-unseen':
    'This name holds characters that cannot be seen, or several blanks in a row; type it without them.',
  'folder-name-dot': 'The name of a folder cannot begin or end with a dot.',
  'name-reserved': 'Windows takes nothing called {name}; choose another name.',
  'name-taken': '{name} is there already; choose another name.',
  'export-not-written': 'No export was written to {file} since Twinsort was started.',
  'place-not-written': '{place} cannot be written: {reason}.',
  'target-folder-is-file': '{file} is a file, not a folder; choose another place.',
  'target-denied': 'Twinsort may not write in {folder}; choose another folder, or allow it there.',
  'target-read-only': '{folder} is on a disk that can only be read; choose another folder.',
  'target-away':
    '{folder} does not exist and cannot be created. Connect its drive, or choose another folder.',
  'target-relative': '{file} is not a full path. Give the full path, or choose a folder.',
  'target-name-long': 'The name {file} is too long; choose a shorter one.',
  'target-no-reflinks':
    'The file system of {folder} cannot have files share their bytes (reflinks); choose copies or links.',
  'reflink-other-disk':
    'It lies on another disk than {folder}, and files share their bytes (reflinks) only on one; choose copies.',
  'target-no-links': 'The disk of {folder} does not support links; choose copies.',
  'target-is-folder': '{file} is a folder; name a file.',
  'target-not-ours': '{file} already exists and is not an export of Twinsort; choose another name.',

  'export-moved':
    '{count} file of an earlier export moved to another folder. | {count} files of an earlier export moved to another folder.',
  'export-removed':
    '{count} file of an earlier export was removed: its photo has no such label any more. | {count} files of an earlier export were removed: their photos have no such label any more.',
  'export-moves':
    '{count} file of an earlier export would move to another folder. | {count} files of an earlier export would move to another folder.',
  'export-removes':
    '{count} file of an earlier export would be removed: its photo has no such label any more. | {count} files of an earlier export would be removed: their photos have no such label any more.',
  'export-converted':
    '{count} photo of a format that training tools do not read is written as PNG. | {count} photos of a format that training tools do not read are written as PNG.',
  'export-second-name':
    '{count} photo gets a second name with ~ in it, because another file has its name. | {count} photos get a second name with ~ in it, because other files have their names.',
  'export-place-untried':
    'Whether its place (GPS) can be left out was not tried beforehand for {count} photo; it may be left out. | Whether their place (GPS) can be left out was not tried beforehand for {count} photos; some may be left out.',
  'export-xmp-made': '{count} new XMP file beside a photo. | {count} new XMP files beside photos.',
  'export-xmp-merged':
    '{count} XMP file that is there changes; all else in it stays. | {count} XMP files that are there change; all else in them stays.',
  'export-xmp-embedded':
    '{count} photo changes inside: its keywords, not its picture. | {count} photos change inside: their keywords, not their pictures.',
  'export-xmp-beside':
    '{count} photo of a format in which that is not safe gets an XMP file beside it. | {count} photos of formats in which that is not safe get XMP files beside them.',
  'export-xmp-removed':
    '{count} file loses keywords that Twinsort wrote and that no longer hold. | {count} files lose keywords that Twinsort wrote and that no longer hold.',
  'export-set-aside':
    '{count} photo was set aside and is not in it. | {count} photos were set aside and are not in it.',
  'export-split':
    'Divided into {train} to train on, {validation} to choose by (validation), {test} to judge by (test). Near copies stay together.',
  'export-split-lacks':
    '{count} class has too few photos to be in every part. Loaders that number the classes of each folder by themselves would number them differently. | {count} classes have too few photos to be in every part. Loaders that number the classes of each folder by themselves would number them differently.',
  'export-network':
    'The file turns pictures into embeddings and into the probabilities of {count} class, by head {head} and {backbone}. | The file turns pictures into embeddings and into the probabilities of {count} classes, by head {head} and {backbone}.',
  'export-head-alone':
    'The file answers for the trained network alone. The suggestions here also use the raw features and the labels of similar photos, which a single photo does not know. Here the network has a weight of {percent} %.',
  'export-accuracy':
    'On photos that it had not seen, the network alone was right for {percent} %, all together for {percentTogether} %.',
  'export-one-crop':
    'Here the features of each photo come from {count} crops; the file uses the one of the middle alone, and is a little less accurate.',
  'export-ray-how':
    'README.md in the folder says how it runs on a Ray cluster, or on this machine with Python.',
  'export-ray-one-backbone':
    'The results hold the features of {backbone}, to which the network belongs, not those of {second}.',
  'export-ray-one-by-one':
    '{backbone} takes one picture at a time, so several crops of each photo cannot be exported for Ray. Index with one crop, train, then export.',
  'export-moved-photos':
    '1 photo itself was moved, and no copy was made. It can be put back, also after Twinsort was closed. | {count} photos themselves were moved, and no copies were made. They can be put back, also after Twinsort was closed.',
  'export-would-move-photos':
    '1 photo itself would be moved, and no copy made. It can be put back, also after Twinsort was closed. | {count} photos themselves would be moved, and no copies made. They can be put back, also after Twinsort was closed.',
  'export-copies-stay':
    '{count} photo also lies elsewhere; its other files stay there. | {count} photos also lie elsewhere; their other files stay there.',
  'move-no-file': 'It is no regular file, so it is not moved.',
  'move-in-the-way': 'Another file stands in the way: {file}.',
  'move-copy-differs':
    'The copy of {file} is not the same as the file, so the file stays. Its disk may be failing.',
  'move-not-removed': 'It could not be taken out of {folder}, so it stays there.',
  'move-gone': '{file} is not there any more.',
  'move-changed': '{file} was changed after it was moved, so it stays.',
  'move-none': 'There is no move whose photos could be put back.',
  'move-no-library':
    'Photos can be moved only by a library that lies in a folder: it remembers where they were.',
  'skipped-edited': '{file} was changed after it was exported, and stays as it is.',
  'skipped-last-copy': 'The original photo cannot be found. This may be the only copy, so it stays.',
  'skipped-no-link':
    'Training tools cannot read its format as it is. Choose copies: they are written as PNG.',
  'skipped-there': 'It is in {file} already.',
  'skipped-other-file': 'Another file is there already: {file}.',
  'skipped-elsewhere': 'Its original is elsewhere, and Twinsort has only its thumbnail.',
  'skipped-missing': 'The file is missing.',
  'skipped-replaced': 'The file now holds another picture than the one that was labelled.',
  'skipped-unreadable': 'The file cannot be read any more.',
  'skipped-folder-removed': 'Its folder was removed from the library.',
  'skipped-gone': 'The file is gone since it was indexed.',
  'skipped-changed': 'The file has changed since it was indexed: index its folder again.',
} as const
