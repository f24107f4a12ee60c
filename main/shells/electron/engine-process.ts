/** @file Starts the engine in a process of its own that Electron makes (utilityProcess). */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { MessageChannelMain, utilityProcess } from 'electron'
import type { EngineProcess, StartEngine } from '../../engine/host/engine-host.ts'
import type { PortEnd } from '../../../shared/port.ts'
import { sentence, type Sentence } from '../../../shared/sentences/sentence.ts'
import { packageRoot } from '../../engine/folders.ts'
import { STOP } from './channels.ts'
import { serveHiddenWindows } from './windows/hidden-window.ts'
import { portOn } from './message-port-main.ts'

/** Its work is safe at any moment, so an engine that hangs may be ended by force. */
const KILL_AFTER_MS = 8_000

export const startEngine: StartEngine = (settings): EngineProcess => {
  const entry = path.join(path.dirname(fileURLToPath(import.meta.url)), 'engine-main.js')
  const child = utilityProcess.fork(entry, [JSON.stringify(settings)], { serviceName: 'Twinsort engine' })
  serveHiddenWindows(child, path.join(packageRoot(), 'dist', 'hidden-window'))
  const ports = new Set<PortEnd>()
  const ended = Promise.withResolvers<Sentence>()
  child.once('exit', (code) => {
    for (const port of ports) port.lost() // the carriers would notice by themselves, but in no order
    ended.resolve(sentence('ended-with-code', { code }))
  })
  return {
    connect() {
      const { port1, port2 } = new MessageChannelMain()
      child.postMessage(null, [port2])
      const port = portOn(port1)
      ports.add(port)
      port.onClose(() => ports.delete(port))
      return port
    },
    onExit(listener) {
      void ended.promise.then(listener)
    },
    async stop() {
      child.postMessage(STOP)
      const deadline = setTimeout(() => child.kill(), KILL_AFTER_MS)
      await ended.promise
      clearTimeout(deadline)
    },
  }
}
