/**
 * @file The engine's process, forked by node-engine.ts: opens the room and serves every port that the parent opens. It
 * ends when it is cut off from its parent, be it that the parent wants it to or that the parent died.
 */
import { AppError } from '../../../shared/errors.ts'
import type { Port } from '../../../shared/port.ts'
import { openRoom } from '../room.ts'
import { serve } from '../serve.ts'
import { EngineSettings } from '../settings.ts'
import { lineToParent } from './lines.ts'
import { refuse } from './refuse.ts'
import { Trunk } from './trunk.ts'

/** What is running is cancelled and the library closed within this time. */
const CLOSE_WITHIN_MS = 5_000

interface Service {
  accept(port: Port): void
  close(): Promise<void>
}

/** A room that cannot be opened at all still answers: with the reason, instead of dying again and again. */
function open(settings: EngineSettings): Service {
  try {
    const room = openRoom(settings)
    return {
      accept(port) {
        serve(room, port, { whenClosed: 'finish' })
      },
      close: () => room.close(),
    }
  } catch (thrown) {
    const error = AppError.from(thrown)
    return {
      accept(port) {
        refuse(port, error)
      },
      close: () => Promise.resolve(),
    }
  }
}

const [, , settings] = process.argv
const service = open(EngineSettings.parse(JSON.parse(settings)))

function end(): void {
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS)
  void service.close().finally(() => process.exit(0))
}

// Ctrl-C in a terminal, and its closing, reach the whole group of processes; the engine ends when its parent does.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)
process.once('SIGTERM', end)
process.once('disconnect', end)
new Trunk(lineToParent(), (port) => {
  service.accept(port)
})
