/**
 * @file `npm run dev [-- --library FOLDER] [--port N]`: the window with hot reload, on the sources as they are.
 * Three parts: vite serves the window's sources; the web shell of the product guards pictures and the pipe by its cookie and
 * stands behind vite; the engine is a process of its own, started again when a file of main/ or shared/ changes. Node runs
 * TypeScript itself, so nothing is built. Changes of the web shell or of this file restart everything (`node --watch`).
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { createServer } from 'vite'
import { defaultFolders } from '../main/engine/folders.ts'
import { EngineHost } from '../main/engine/host/engine-host.ts'
import { startNodeEngine } from '../main/engine/host/node-engine.ts'
import { contentSecurityPolicy } from '../main/shells/web/headers.ts'
import { startWebShell } from '../main/shells/web/server.ts'
import { createClient } from '../shared/client.ts'

const root = path.resolve(import.meta.dirname, '..')
const USUAL_PORT = 5173
const { values } = parseArgs({ options: { library: { type: 'string' }, port: { type: 'string' } } })
// Of `node --watch`: an engine that inherits it would report its files on the line that carries the contract.
delete process.env.WATCH_REPORT_DEPENDENCIES

const folders = defaultFolders()
let settings = {
  ...folders,
  library: values.library === undefined ? folders.library : path.resolve(values.library),
  logLevel: process.env.TWINSORT_LOG ?? 'warn',
}

function startEngine() {
  const host = new EngineHost(startNodeEngine, settings)
  createClient(host.connect()).on('library', ({ library }) => (settings = { ...settings, library }))
  return host
}
let host = startEngine()

const shell = await startWebShell({
  connect: () => host.connect(),
  windowFolder: path.join(root, 'dist', 'renderer'), // vite answers in its place
  port: 0,
  onFreshAddress: (url) => console.log(`The address was used before. A fresh one: ${addressOf(url)}`),
  onProblem: (thrown) => console.error(thrown),
})
const { origin: behind } = new URL(shell.url)
const vite = await createServer({
  configFile: path.join(root, 'vite.config.ts'),
  root: path.join(root, 'renderer'),
  server: {
    host: '127.0.0.1',
    port: Number(values.port ?? USUAL_PORT),
    cors: false,
    proxy: {
      '^/\\?token=': { target: behind, changeOrigin: true, configure: passOurOrigin },
      '^/(thumbnails|photos)/\\d+': { target: behind, changeOrigin: true, configure: passOurOrigin },
      '/port': { target: behind, changeOrigin: true, ws: true, configure: passOurOrigin },
    },
  },
  plugins: [{ name: 'twinsort-policy', configureServer: (server) => void server.middlewares.use(setPolicy) }],
})
await vite.listen()
const [address] = vite.resolvedUrls?.local ?? []
const { origin: ours, host: ourHost } = new URL(address)

/** The policy of the product, but for styles, which vite puts into the page itself. */
function setPolicy(_request, response, next) {
  const policy = contentSecurityPolicy([ourHost])
  response.setHeader('Content-Security-Policy', policy.replace('style-src', "style-src 'unsafe-inline'"))
  next()
}

/** The web shell refuses other origins, so only a page of this very server is passed on as one of its own. */
function passOurOrigin(proxy) {
  const pass = (outgoing) => {
    if (outgoing.getHeader('origin') === ours) outgoing.setHeader('origin', behind)
  }
  proxy.on('proxyReq', pass)
  proxy.on('proxyReqWs', pass)
}

function addressOf(url) {
  return url.replace(behind, ours)
}

let isStale = false
let restart
/** One restart at a time; what changes meanwhile is in the next one. */
async function restartEngine() {
  while (isStale) {
    isStale = false
    await host.close()
    host = startEngine()
    console.log('The engine was started again.')
  }
  restart = undefined
}

vite.watcher.add([path.join(root, 'main'), path.join(root, 'shared')])
vite.watcher.on('all', (_event, file) => {
  if (!/^(main|shared)[/\\].*\.(ts|wasm)$/.test(path.relative(root, file))) return
  isStale = true
  restart ??= restartEngine()
})

console.log(`Twinsort is open at ${addressOf(shell.url)}`)

async function close() {
  isStale = false
  await restart
  await Promise.all([vite.close(), shell.close(), host.close()])
  process.exit(0)
}
process.removeAllListeners('SIGTERM') // that of vite ends the process before the engine has closed its library
process.once('SIGINT', () => void close())
process.once('SIGTERM', () => void close())
