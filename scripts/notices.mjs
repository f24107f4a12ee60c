/**
 * @file Writes THIRD-PARTY-NOTICES.md; with --check it only says whether the file is up to date (part of `npm run check`).
 * Always-installed packages come with their licence's text from node_modules; parts that depend on the platform or on an
 * optional download are listed from package-lock.json alone, so that the file is the same on every machine.
 * What the bundles of the window and of the hidden window hold of packages that are for development only is read from what vite wrote beside them.
 * A package under a licence that is not on the list below fails the run: add it knowingly, or do without the package.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const target = path.join(root, 'THIRD-PARTY-NOTICES.md')

/** Compatible with distribution beside MIT code. LGPL: only as libraries in files of their own, which may be replaced. */
const allowedLicences = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Apache-2.0', 'MPL-2.0'],
  ...['CC0-1.0', 'Unlicense', 'Unicode-3.0', 'Python-2.0', 'Zlib'],
])
const allowedInOwnFiles = new Set([...allowedLicences, 'LGPL-3.0-or-later', 'LGPL-3.0'])
const isInOwnFiles = (name) => name.startsWith('@img/sharp-') || name === 'libheif-js'

/** Packages that carry no licence file, with the holder that their repository names. */
const holders = new Map([
  ['@panzoom/panzoom', 'Copyright Timmy Willison and other contributors'],
  ['@polka/url', 'Copyright (c) Luke Edwards (https://lukeed.com)'],
  ['@tensorflow/tfjs-backend-cpu', 'Copyright Google LLC'],
  ['@tensorflow/tfjs-backend-wasm', 'Copyright Google LLC'],
  ['@tensorflow/tfjs-backend-webgpu', 'Copyright Google LLC'],
  ['@tensorflow/tfjs-core', 'Copyright Google LLC'],
  ['lazy-val', 'Copyright Vladimir Krivosheev'],
  ['onnxruntime-common', 'Copyright (c) Microsoft Corporation'],
  ['onnxruntime-node', 'Copyright (c) Microsoft Corporation'],
  ['seedrandom', 'Copyright David Bau'],
  ['tr46', 'Copyright (c) Sebastian Mayr'],
])

/** True when one side of every OR, and both sides of every AND, are allowed. */
function isAllowed(expression, allowed) {
  const words = expression.replaceAll(/[()]/g, '')
  if (words.includes(' OR ')) return words.split(' OR ').some((side) => isAllowed(side, allowed))
  return words.split(' AND ').every((licence) => allowed.has(licence.trim()))
}

/** Everything in the lockfile that is not for development only: [{ name, version, licence, folder, required }]. */
function productionPackages() {
  const { packages } = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8'))
  const found = Object.entries(packages)
    .filter(([folder, entry]) => folder !== '' && entry.dev !== true)
    .map(([folder, entry]) => ({
      name: folder.replace(/^.*node_modules\//, ''),
      version: entry.version,
      licence: entry.license ?? 'unknown',
      folder: path.join(root, folder),
      required: entry.optional !== true && entry.devOptional !== true,
    }))
  const byName = (a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1)
  return found.sort(byName)
}

/** Packages whose code stands in dist/renderer or dist/hidden-window, in the form of `productionPackages`. */
function bundledPackages(bundle) {
  const list = path.join(root, 'dist', bundle, 'licences.json')
  if (!existsSync(list)) throw new Error('The window is not built: npm run build.')
  return JSON.parse(readFileSync(list, 'utf8')).map(({ name, version, identifier, text }) => ({
    name,
    version,
    licence: identifier ?? 'unknown',
    text: text?.replaceAll('\r\n', '\n').trim(),
    folder: path.join(root, 'node_modules', name),
    required: true,
  }))
}

function licenceFile(folder) {
  const name = readdirSync(folder).find((entry) => /^(licen[sc]e|copying)/i.test(entry))
  if (name === undefined) return undefined
  return readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim()
}

/** The licence text of a required package; where it carries none, the licence's standard text with its holder. */
function licenceText({ name, licence, folder, text }, apache) {
  if (text !== undefined && text !== '') return text
  const own = licenceFile(folder)
  if (own !== undefined) return own
  const holder = holders.get(name)
  if (holder === undefined)
    throw new Error(`${name} has no licence file: name its copyright holder in scripts/notices.mjs.`)
  if (licence === 'Apache-2.0') return `${holder}\n\n${apache}`
  const mit = readFileSync(path.join(root, 'LICENSE'), 'utf8').trim()
  return mit.replace(/^Copyright .*$/m, holder)
}

function render(packages, apache, wordnet) {
  const byText = new Map()
  for (const one of packages.filter(({ required }) => required)) {
    const text = licenceText(one, apache)
    byText.set(text, [...(byText.get(text) ?? []), `${one.name} ${one.version}`])
  }
  const texts = [...byText].map(
    ([text, names]) => `### ${names.join(', ')}\n\n\`\`\`\`text\n${text}\n\`\`\`\``,
  )
  const rows = packages
    .filter(({ required }) => !required)
    .map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`)
  return `<!-- Written by scripts/notices.mjs; do not edit. -->

# Third-party notices

Twinsort itself is under the MIT licence (LICENSE). It contains, or runs on, the work of others:

## Backbones

The networks in \`resources/backbones/\` are EfficientNet-Lite, trained on ImageNet-1k, by Google, under the Apache License 2.0
(its text stands below, at the packages that use it), in the PyTorch port published by ML Illustrated under the same licence. Changed here: converted to
ONNX, batch normalisation folded into the convolutions, pixel scaling put into the graph, pooled outputs added, weights
quantised to int8 or stored as fp16.

## Words

The table of nouns in \`resources/wordnet/\` is a part of WordNet 3.0 by Princeton University. Changed here: only the nouns around the
classes of the backbones, and of them only their hypernyms and words.

\`\`\`\`text
${wordnet}
\`\`\`\`

## Native code inside packages

- better-sqlite3 contains SQLite, which is in the public domain.
- onnxruntime-node contains ONNX Runtime (MIT) with the parts listed in its repository's \`ThirdPartyNotices.txt\`.
- sharp runs on libvips and its libraries, shared libraries of their own packages (\`@img/sharp-libvips-*\`), which may be
  replaced. They are under LGPL-3.0-or-later and other licences, listed in each package's README; sources:
  https://github.com/lovell/sharp-libvips.
- libheif-js contains libheif and libde265, built as WebAssembly (\`libheif-wasm/libheif.wasm\`), a file of its own, which may be
  replaced. Both are under LGPL-3.0-or-later; sources: https://github.com/strukturag/libheif and
  https://github.com/strukturag/libde265, built by https://github.com/catdad-experiments/libheif-js.
- @jsquash/jxl contains libjxl (BSD-3-Clause) with Highway, Brotli and skcms, built as WebAssembly by the Squoosh project; the text of
  libjxl's licence: https://github.com/libjxl/libjxl/blob/main/LICENSE.
- Electron contains Chromium and Node.js; its download carries \`LICENSES.chromium.html\`.
- TensorFlow's native library (Apache-2.0), where it was fetched, carries its notices in its own download.

## Packages that are always there, or stand in a bundle

${texts.join('\n\n')}

## Optional packages and platform builds

Present only on some platforms, or only where their own download succeeded; each carries its licence.

| package | version | licence |
| --- | --- | --- |
${rows.join('\n')}
`
}

function main() {
  const production = productionPackages()
  const known = new Set(production.map(({ name, version }) => `${name} ${version}`))
  const bundled = ['renderer', 'hidden-window'].flatMap(bundledPackages).filter(({ name, version }) => {
    const isNew = !known.has(`${name} ${version}`)
    known.add(`${name} ${version}`)
    return isNew
  })
  const packages = [...production, ...bundled]
  const refused = packages.filter(
    ({ name, licence }) => !isAllowed(licence, isInOwnFiles(name) ? allowedInOwnFiles : allowedLicences),
  )
  for (const { name, version, licence } of refused) {
    process.stderr.write(
      `${name} ${version} is under ${licence}, which is not on the list of scripts/notices.mjs.\n`,
    )
  }
  if (refused.length > 0) return 1

  const apache = licenceFile(path.join(root, 'node_modules/sharp'))
  if (apache === undefined)
    throw new Error('sharp carries the text of the Apache License 2.0 no more: take it from elsewhere.')
  const wordnet = licenceFile(path.join(root, 'resources/wordnet'))
  if (wordnet === undefined) throw new Error('The licence of WordNet is missing from resources/wordnet.')
  const notices = render(packages, apache, wordnet)
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') === notices) return 0
    process.stderr.write('THIRD-PARTY-NOTICES.md is out of date: run `npm run notices`.\n')
    return 1
  }
  writeFileSync(target, notices)
  return 0
}

process.exitCode = main()
