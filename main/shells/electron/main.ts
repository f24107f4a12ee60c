/**
 * @file The Electron shell: one window on the engine, which runs in a process of its own. This file says what there is and
 * in which order it comes up and goes down; each part stands in a file of its own beside it.
 */
import path from 'node:path'
import { app, type BrowserWindow } from 'electron'
import { EngineHost } from '../../engine/host/engine-host.ts'
import { ownClient } from '../../engine/host/own-client.ts'
import { Pictures } from '../../engine/host/pictures.ts'
import { defaultFolders, packageRoot } from '../../engine/folders.ts'
import { meantBy, readArguments, StartArguments } from './arguments.ts'
import { serveBridge } from './bridge.ts'
import { serveDragging } from './drag-out.ts'
import { startEngine } from './engine-process.ts'
import { lockDown } from './security/lockdown.ts'
import { switchesReaching } from './security/locked-preferences.ts'
import { setMenu } from './windows/menu.ts'
import { followLibraries, offerOutside } from './windows/recent-libraries.ts'
import { registerScheme, serveWindow } from './protocol.ts'
import { requestsOf } from './requests.ts'
import { openWindow, restoreTheme } from './windows/window.ts'
import { followJobs } from './long-work/follow-jobs.ts'
import { askBeforeQuitting } from './long-work/quit-question.ts'
import { systemSigns } from './long-work/system-signs.ts'
import { WorkSigns } from './long-work/work-signs.ts'
import { loadElectronUpdater } from './updates/electron-updater.ts'
import { feedIn } from './updates/feed.ts'
import { serveUpdates } from './updates/serve-updates.ts'
import { Updates } from './updates/updates.ts'
import { wordsFor } from './words.ts'

app.setName('Twinsort')
app.enableSandbox()
const updates = new Updates(
  path.join(app.getPath('userData'), 'updates.json'),
  app.isPackaged ? feedIn(process.resourcesPath, process.platform) : undefined,
)
for (const [name, value] of Object.entries(switchesReaching(updates.reached)))
  app.commandLine.appendSwitch(name, value)
// Chromium trusts few of Linux's drivers with pages of strangers; here are only our own. The window itself does without (preload.ts).
if (process.platform === 'linux') app.commandLine.appendSwitch('enable-unsafe-webgpu')
registerScheme()

const asked = readArguments(process.argv.slice(1), {
  from: process.env.INIT_CWD ?? process.cwd(),
  script: process.defaultApp,
})
// macOS hands files and folders over by an event, the first of them before the app is ready.
const handedOver: string[] = []
let take = (place: string): void => {
  handedOver.push(place)
}
app.on('open-file', (event, place) => {
  event.preventDefault()
  take(place)
})
// One window for each person: a second start tells the first what it was asked for, and goes.
if (app.requestSingleInstanceLock(asked)) void app.whenReady().then(run)
else app.quit()

function run(): void {
  const folders = defaultFolders()
  const host = new EngineHost(startEngine, {
    library: asked.library ?? folders.library,
    userFolder: folders.userFolder,
    cacheFolder: folders.cacheFolder,
    resources: folders.resources,
    logLevel: process.env.TWINSORT_LOG ?? 'warn',
    watches: true,
  })
  const client = ownClient(host)
  const pictures = new Pictures(() => host.connect())
  let window: BrowserWindow | undefined
  let leaving = false
  const { resources } = folders
  const about = { window: () => window, show, resources }
  const work = new WorkSigns(systemSigns(about))
  const mayQuit = askBeforeQuitting({ ...about, work })

  function show(): BrowserWindow {
    window ??= openWindow()
      .on('close', (event) => {
        if (process.platform !== 'darwin' && !mayQuit()) event.preventDefault()
      })
      .once('closed', () => {
        window = undefined
        if (process.platform !== 'darwin') app.quit() // a hidden one may still be computing
      })
    if (window.isMinimized()) window.restore()
    window.focus()
    return window
  }
  const requests = requestsOf({
    client,
    show,
    isLeaving: () => leaving,
    resources,
  })
  const openLibrary = (library: string): void => {
    show()
    requests.open({ folders: [], library })
  }

  lockDown()
  restoreTheme()
  serveWindow(path.join(packageRoot(), 'dist', 'renderer'), pictures)
  serveBridge(host)
  serveDragging({ client, pictures })
  serveUpdates(updates)
  updates.begin(loadElectronUpdater)
  setMenu(requests)
  const connect = () => host.connect()
  const isLeaving = () => leaving
  followJobs(connect, work, isLeaving)
  followLibraries(
    connect,
    (libraries) => {
      setMenu({ ...requests, recent: libraries, openLibrary })
      const title = wordsFor(app.getPreferredSystemLanguages()).openRecent
      offerOutside(libraries, { title, open: openLibrary })
    },
    isLeaving,
  )
  app.on('second-instance', (_event, _words, _folder, theirs) => {
    show()
    requests.open(StartArguments.parse(theirs))
  })
  app.on('activate', show) // macOS: its icon was clicked, maybe without a window
  app.on('window-all-closed', () => undefined) // Electron would quit, on macOS as well
  app.on('before-quit', (event) => {
    if (!mayQuit()) event.preventDefault()
  })
  app.once('will-quit', (event) => {
    leaving = true
    updates.end()
    event.preventDefault() // until the engine has put everything away
    void host.close().finally(() => {
      app.exit()
    })
  })
  take = (place) => {
    show()
    requests.open(meantBy([place]))
  }
  show()
  requests.open({ folders: asked.folders }) // its library is open already
  if (handedOver.length > 0) requests.open(meantBy(handedOver))
}
