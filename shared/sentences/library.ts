/** @file The library: its file, its disk, and what it does not hold (any more). */
export const librarySentences = {
  'cache-in-use': 'These files may be in use. Wait until nothing is running, and clear them then.',
  'library-link-alone': '{file} opens the library in whose folder it lies, but there is none in this folder.',
  'library-folder-not-made': 'The library folder {folder} cannot be made.',
  'library-not-ours': 'The file is not a Twinsort library.',
  'library-newer':
    'The library was written by a newer Twinsort (version {version} of its format; this one knows {newest}).',
  'library-disk-full':
    'There is no room left for the library: its disk is full, or your limit on it is reached. What was acknowledged is stored. Free some space there, then try again.',
  'library-disk-full-in':
    'The disk that holds the library in {folder} is full: {free} are free, at least {needed} are needed. What was acknowledged is stored. Free some space on this disk, then try again.',
  'library-disk-full-backups':
    'The disk that holds the library in {folder} is full: {free} are free, at least {needed} are needed. What was acknowledged is stored. Free some space on this disk, then try again; old backups in {backups} take {size}.',
  'library-gone':
    '{file} is missing or empty, but the rest of a library is in {folder}. Nothing was changed. {remedy}',
  'library-gone-with':
    '{file} is missing or empty, but the rest of a library is in {folder}, which held {decisions} decisions and {photos} photos. Nothing was changed. {remedy}',
  'library-behind':
    '{file} lacks the newest {decisions} decisions, {photos} photos and {heads} trained versions that it held before. Nothing was changed. {remedy}',
  'library-of-another':
    '{file} belongs to another library than the rest of {folder}. Nothing was changed. {remedy}',
  'remedy-backup':
    'If the missing files (library.db, library.db-wal) are elsewhere, put them back. The newest backup is of {date} UTC and holds {decisions} decisions: `twinsort restore {backup}`. `twinsort repair` goes on with what is there.',
  'remedy-without-backup':
    'If the missing files (library.db, library.db-wal) are elsewhere, put them back in {folder}. There is no backup. `twinsort repair` goes on with what is there; another folder begins a new library.',
  'library-disk-failed':
    'The disk that holds the library did not do what it was asked ({code}): {reason}. It may be over a limit (a quota, the size of a file), disconnected, or failing. What was acknowledged is stored.',
  'library-damaged': 'The library is damaged: {reason}.',
  'library-open-to-others':
    'Other users of this computer can read the library in {folder}: its paths, class names and thumbnails. If you do not want that, make the folder private (chmod 700).',
  'library-in-use': 'Another Twinsort has the library in {folder} open. Close it, then try again.',
  'library-left': 'Another library or question was opened meanwhile. Nothing was changed in it.',
  'library-being-replaced': 'The library is being restored or repaired. Wait until that is done.',
  'backup-away': 'There is no file {file}. `twinsort backup --list` shows the backups there are.',
  'backup-no-file': '{file} is not a file, so it is not a backup.',
  'backup-is-library': '{file} is the library itself, not a backup of it.',
  'backup-unusable': '{file} cannot be restored: {problem}',
  'backup-of-another':
    '{file} is a backup of another library than the one in {folder}. Restore it into a folder of its own: `--library FOLDER`.',
  'backup-in-the-way': '{file} is there already. Choose another name for the backup.',
  'repair-nothing':
    'There is neither a database nor a backup in {folder} to repair the library from. Choose another folder to begin a new library.',
  'history-not-ours': '{file} is no history that Twinsort wrote (`twinsort history --out FILE` writes one).',
  'history-newer': '{file} was written by a newer Twinsort. Import it with that one.',
  'history-line-wrong': '{file}: line {line} is no decision. Nothing was imported.',
  'history-cut-short':
    '{file} holds {found} of {expected} decisions: a part is missing. Nothing was imported.',
  'repair-range-lost': 'Rows {from} to {to} of {table} cannot be read.',
  'repair-range-back':
    'Rows {from} to {to} of {table} cannot be read. What the backup {backup} holds of them was restored.',
  'repair-newest-lost': 'The newest rows of {table} ({from} to {to}) are missing.',
  'repair-changes-lost': '{count} changes are lost, because their photos could not be read.',
  'repair-classes-lost':
    'The names of {count} classes could not be read: they are called "recovered" and a number now. Photos that were set aside may be among theirs.',
  'library-locked': 'Another program is writing to the library. Try again when it has finished.',
  'library-on-read-only':
    'The library in {folder} is read-only: nothing can be written in that folder, because of its disk or its rights. Nothing was changed. To change it, copy the folder to a place that you may write to and open the copy, or give yourself the right to write there.',
  'library-denied':
    'The library in {folder} cannot be opened: you may not read it. Ask whoever owns the folder for the right to read it, or choose another library.',
  'library-not-made-there':
    'No library can be made there: {reason}. Choose another folder for it, or one that holds a library.',
  'library-read-only': 'The library cannot be written: {reason}.',
  'library-refused': 'The library refused a statement ({code}): {reason}.',
  'library-value-unreadable': 'The library holds an unreadable value: {what}.',
  'library-vector-wrong': 'The vector of photo {photo} has a wrong length.',
  'library-views-wrong': 'The library uses parts of photos that this Twinsort does not know: {views}.',
  'library-lacks-label-set': 'The library has no question.',
  'no-label-set': 'The library has no question {id}, or it was deleted.',
  'no-label-set-named': 'The library has no question "{name}". There are: {sets}.',
  'no-label-set-there': 'none',
  'set-not-for-window':
    'A window chooses its question itself. `twinsort sets choose NAME` chooses the one that it begins with.',
  'label-set-taken': 'There is a question "{name}" already. Choose another name.',
  'label-set-name-unfit': 'A question needs a name of 1 to 60 letters, without "/".',
  'label-set-last': 'This is the only question: it cannot be deleted.',
  'label-set-open': 'The question "{name}" is open. Choose another one first, then delete it.',
  'label-set-busy':
    'If you choose another question, this stops: {jobs}. Wait until it is done, or stop it first.',
  'label-set-of-job': 'That was done for another question. Choose that question first.',
  'no-class': 'There is no class {id}.',
  'no-class-in-set': 'The question has no class {id}.',
  'no-job': 'There is no job {id}.',
  'folder-unknown': 'The library reads no folder {folder}.',
  'no-root': 'The library has no folder {id}.',
  'root-twice': '{folder} is a folder of the library already.',
  'folder-not-at-place': 'None of the photos of {folder} were found in {place}. The library stays as it was.',
  'folder-others-at-place':
    '{place} holds other pictures under the names of those in {folder}. The library stays as it was.',
  'no-photo': 'There is no photo {photo}.',
  'photo-there-already': 'This picture is in the library already, as photo {photo}.',
  'photo-other-content': 'Photo {photo} holds another picture.',
  'no-photo-in-library': 'There is no photo {photo} in the library.',
  'no-backbone': 'The library knows no backbone {id}.',
  'no-level': 'The backbone has no level {level}.',
  'picture-unreadable': 'The file of photo {photo} cannot be read, and it has no thumbnail.',
  'thumbnail-unreadable': 'The thumbnail of photo {photo} cannot be read.',
} as const
