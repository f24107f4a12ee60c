/** @file The engine's own process (Electron's utilityProcess): opens the room and serves every port that main hands in. */
import { openRoom } from '../../engine/room.ts'
import { serve } from '../../engine/serve.ts'
import { EngineSettings } from '../../engine/settings.ts'
import { STOP } from './channels.ts'
import { portOn } from './message-port-main.ts'
import { WindowNews } from './windows/window-messages.ts'
import { RequestedWindows } from './windows/requested-windows.ts'

const [, , words] = process.argv
const windows = new RequestedWindows((request) => {
  process.parentPort.postMessage(request)
})
const room = openRoom(EngineSettings.parse(JSON.parse(words)), { openWindow: () => windows.open() })

// Ctrl-C in a terminal reaches the whole group of processes; what becomes of the engine is the main process's decision.
process.on('SIGINT', () => undefined)
process.parentPort.on('message', ({ data, ports }) => {
  const news = WindowNews.safeParse(data)
  if (news.success) {
    const port = ports.at(0)
    windows.receive(news.data, port && portOn(port))
    return
  }
  for (const port of ports) serve(room, portOn(port), { whenClosed: 'finish' })
  if (data === STOP) void room.close().finally(() => process.exit(0))
})
