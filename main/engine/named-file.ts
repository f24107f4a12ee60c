/** @file For a shell that reads a file which the person named. */
export { FILE_LIMITS, readNamedFile } from '../math/named-file.ts'
