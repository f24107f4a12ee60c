/** @file Where a file lies that is known by its folder and its path from there: on this machine, or elsewhere. */
import path from 'node:path'
import { isElsewhere } from '../../shared/elsewhere.ts'

/**
 * @param root an absolute folder, or the beginning of a URI (shared/elsewhere.ts)
 * @param relative with `/` on every system; of a URI it stays as it is, since `a//b` and `a/../b` are names of their own there
 */
export function placeIn(root: string, relative: string): string {
  return isElsewhere(root) ? `${root}/${relative}` : path.join(root, relative)
}
