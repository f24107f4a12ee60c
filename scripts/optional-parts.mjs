/**
 * @file Says in a sentence what `npm ci` could not bring. These parts are downloaded from outside the npm registry by
 * their own packages, so a machine that reaches only the registry lacks them; everything else works without them.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNative } from '../main/model/backends/node.ts'

const modules = fileURLToPath(new URL('../node_modules/', import.meta.url))

/** The electron package writes the executable's name into path.txt once its download has succeeded. */
function electronIsHere() {
  const folder = path.join(modules, 'electron')
  const note = path.join(folder, 'path.txt')
  return existsSync(note) && existsSync(path.join(folder, 'dist', readFileSync(note, 'utf8').trim()))
}

/** In node_modules, or in the cache folder that `npm run tensorflow` fills. */
function nativeTensorflowIsHere() {
  return ['cpu', 'gpu'].some((variant) => findNative(variant) !== undefined)
}

/** Only Linux on x64 has a CUDA build of ONNX Runtime for Node, and .npmrc leaves it out. */
function cudaIsHere() {
  const folder = path.join(modules, 'onnxruntime-node/bin/napi-v6/linux/x64')
  return existsSync(path.join(folder, 'libonnxruntime_providers_cuda.so'))
}

/** The browser of the tests that need one: the npm package carries it, so nothing is downloaded. */
function browserIsHere() {
  return existsSync(path.join(modules, '@sparticuz/chromium/bin'))
}

const parts = [
  [electronIsHere, "Electron's executable is not here: Twinsort opens its window in the browser."],
  [
    nativeTensorflowIsHere,
    "TensorFlow's native library is not here: heads train on WebAssembly, which is slower. `npm run tensorflow` tries to get it.",
  ],
  [cudaIsHere, "ONNX Runtime's CUDA libraries are not here: the processor computes the features."],
  [browserIsHere, 'No browser is here: tests that need one are skipped.'],
]

for (const [isHere, sentence] of parts) if (!isHere()) process.stdout.write(`optional: ${sentence}\n`)
