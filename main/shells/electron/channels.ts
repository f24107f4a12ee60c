/** @file The names under which the shell's processes speak to each other; nothing else crosses between them. */

/** Window to main: carries one MessagePort, on which the engine is to answer. */
export const CONNECT = 'twinsort:connect'
/** Window to main: asks for the folder dialog of the system; answered with an absolute path, or null. */
export const CHOOSE_FOLDER = 'twinsort:choose-folder'
/** The same for several folders at once; answered with absolute paths, none where it was cancelled. */
export const CHOOSE_FOLDERS = 'twinsort:choose-folders'
/** Window to main: asks for the system's dialog for a file; answered with an absolute path, or null. */
export const CHOOSE_FILE = 'twinsort:choose-file'
/** Window to main, with an absolute path: shows the file in the system's own view of its folder. */
export const SHOW_FILE = 'twinsort:show-file'
/** Window to main, with numbers of photos: begins to drag their files out of the window; answered with how many. */
export const DRAG_OUT = 'twinsort:drag-out'
/** Window to main, maybe with the person's choice: what is known of newer versions. */
export const UPDATES = 'twinsort:updates'
/** Main to the hidden window: carries the MessagePort whose orders it is to carry out. */
export const COMPUTE = 'twinsort:compute'
/** Main to the engine's process: finish and go. */
export const STOP = 'twinsort:stop'
