/** @file engine-api: how other programs talk to the engine. */
import type { Command } from 'commander'
import type { Shell } from '../shell.ts'

export function addEngineApiCommand(program: Command, shell: Shell): void {
  program
    .command('engine-api')
    .description('the messages of the engine, for programs of your own (AsyncAPI)')
    .action(async () => {
      const { engineApi } = await import('../../../engine/engine-api.ts')
      const api = engineApi()
      shell.terminal.print(api, JSON.stringify(api, null, 2))
    })
}
