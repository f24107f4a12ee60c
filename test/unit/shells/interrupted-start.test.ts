/** @file An interrupt while the program is still being loaded: answered in the form that was asked for, as at any other time. */
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../../main/engine/folders.ts'
import { runProgram } from '../../support/command-line.ts'
import { temporaryFolder } from '../../support/folder.ts'

/** Sends the signal at the moment when the module with this name is asked for. */
function interruptAt(module: string, signal: NodeJS.Signals): Record<string, string> {
  const hook = `
    import { registerHooks } from 'node:module'
    let sent = false
    registerHooks({
      load(url, context, next) {
        if (!sent && url.endsWith('/${module}')) {
          sent = true
          process.kill(process.pid, '${signal}')
        }
        return next(url, context)
      },
    })`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` }
}

/** In the build, the modules have no files of their own. */
const ENTRY = path.join(packageRoot(), 'main/shells/cli/main.ts')

describe('an interrupt during the start', () => {
  it.each([
    ['SIGINT', 'run.ts', ['status']],
    ['SIGTERM', 'program.ts', ['index', '.']],
    ['SIGINT', 'shell.ts', ['serve', '--no-open']],
  ] as const)('%s while %s is loaded gives the one object', async (signal, module, words) => {
    const folder = await temporaryFolder()
    const result = await runProgram(ENTRY, [...words, '--json', '--library', path.join(folder, 'library')], {
      cwd: folder,
      environment: interruptAt(module, signal),
    })
    expect({ code: result.code, signal: result.signal }).toEqual({ code: 130, signal: null })
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { code: 'cancelled' } })
  })
})
