/** npm packages into a folder of their own, without their install scripts: for what lies in the cache folder. */
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** @param wanted each with its version: `name@1.2.3` */
export async function installPackages(folder, wanted) {
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n')
  const words = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', ...wanted]
  // Inside `npm run`, npm's own settings would point the inner npm at our package.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^(npm_(config_local_prefix|config_prefix|package|lifecycle)|INIT_CWD)/i.test(key),
    ),
  )
  const npm = process.env.npm_execpath
  const options = { cwd: folder, env, maxBuffer: 2 ** 26 }
  await (npm === undefined ? run('npm', words, options) : run(process.execPath, [npm, ...words], options))
}
