/** @file A process that hosts an engine, to be killed by engine-host.test.ts: SETTINGS. Prints a line once the engine answers. */
import { EngineHost } from '../../../main/engine/host/engine-host.ts'
import { startNodeEngine } from '../../../main/engine/host/node-engine.ts'
import { EngineSettings } from '../../../main/engine/settings.ts'
import { createClient } from '../../../shared/client.ts'

const [, , settings] = process.argv
const host = new EngineHost(startNodeEngine, EngineSettings.parse(JSON.parse(settings)))
await createClient(host.connect()).call('status', {})
process.stdout.write('ready\n')
