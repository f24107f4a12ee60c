/** @file The names under which the shell's processes speak to each other; nothing else crosses between them. */

/** Window to main: carries one MessagePort, on which the engine is to answer. */
export const CONNECT = 'twinsort:connect'
/** Window to main: asks for the folder dialog of the system; answered with an absolute path, or null. */
export const CHOOSE_FOLDER = 'twinsort:choose-folder'
/** Main to the engine's process: finish and go. */
export const STOP = 'twinsort:stop'
