/**
 * @file Reports to the maker of ONNX Runtime that versions of Twinsort before this one made and could not send: they are removed
 * when an engine starts and when `doctor` looks (docs/privacy.md).
 */
import { existsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Output } from '../../../shared/contract.ts'

/** What was removed by this process so far: an engine removes them before anybody asks `doctor`. */
let removedBefore = 0

/** @returns null where ONNX Runtime keeps no reports. */
export async function clearOwnReports(folder = reportsFolder()): Promise<Output<'doctor'>['unsentReports']> {
  if (folder === undefined || !existsSync(folder)) return null
  const { removeOwnReports } = await import('../../store/lifecycle/unsent-reports.ts')
  const { removed, left } = removeOwnReports(folder)
  removedBefore += removed
  return { folder, removed: removedBefore, left: left ?? null }
}

/** Where ONNX Runtime keeps what it has not sent; undefined on Windows, where it leaves that to the system. */
export function reportsFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: string = process.platform,
): string | undefined {
  if (platform === 'win32') return undefined
  return path.join(baseFolder(environment, platform), 'Microsoft', 'DeveloperTools', '.onnxruntime')
}

function baseFolder(environment: Readonly<Record<string, string | undefined>>, platform: string): string {
  if (platform === 'darwin') return path.join(os.homedir(), 'Library', 'Application Support')
  if (environment.XDG_CACHE_HOME) return environment.XDG_CACHE_HOME
  return path.join(os.homedir(), '.cache')
}
