/**
 * @file A graphics adapter that the processor simulates (SwiftShader), for tests of WebGPU on machines without a card: from the
 * npm package @sparticuz/chromium, unpacked once into the cache folder.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { cacheFolder } from '../../../main/model/backends/folders.ts'

/** What a process needs in its environment to find the adapter; undefined where it cannot be had. */
export function softwareGpu(): Record<string, string> | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium')
  const packed = readFileSync(path.resolve(path.dirname(entry), '../bin/swiftshader.tar.br'))
  const folder = path.join(cacheFolder(), 'swiftshader', String(packed.length))
  if (!existsSync(folder)) unpack(packed, folder)
  return { LD_LIBRARY_PATH: folder, VK_ICD_FILENAMES: path.join(folder, 'vk_swiftshader_icd.json') }
}

/** Beside its place first: two tests may unpack at once. */
function unpack(packed: Buffer, folder: string): void {
  mkdirSync(path.dirname(folder), { recursive: true })
  const beside = mkdtempSync(`${folder}-`)
  const archive = path.join(beside, 'swiftshader.tar')
  writeFileSync(archive, brotliDecompressSync(packed))
  execFileSync('tar', ['-xf', archive, '-C', beside])
  rmSync(archive)
  try {
    renameSync(beside, folder)
  } catch (thrown) {
    rmSync(beside, { recursive: true })
    if (!existsSync(folder)) throw thrown
  }
}
