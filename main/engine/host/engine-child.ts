/**
 * @file The engine's process, forked by node-engine.ts: opens the room and serves every port that the parent opens. It
 * ends when it is cut off from its parent, be it that the parent wants it to or that the parent died.
 */
import { openRoom } from '../room.ts'
import { serve } from '../serve.ts'
import { EngineSettings } from '../settings.ts'
import { lineToParent } from './lines.ts'
import { Trunk } from './trunk.ts'

/** What is running is cancelled and the library closed within this time. */
const CLOSE_WITHIN_MS = 5_000

const [, , settings] = process.argv
const room = openRoom(EngineSettings.parse(JSON.parse(settings)))

function end(): void {
  setTimeout(() => process.exit(1), CLOSE_WITHIN_MS)
  void room.close().finally(() => process.exit(0))
}

// Ctrl-C in a terminal, and its closing, reach the whole group of processes; the engine ends when its parent does.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)
process.once('SIGTERM', end)
process.once('disconnect', end)
new Trunk(lineToParent(), (port) => {
  serve(room, port, { whenClosed: 'finish' })
})
