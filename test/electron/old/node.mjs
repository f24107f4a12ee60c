/** @file What Node 12 lacks and the shell's main process uses: the web's classes, and util.parseArgs. */
import { performance } from 'node:perf_hooks'
import './language.mjs'

globalThis.performance ??= performance

globalThis.Response = class Response {
  constructor(body, { status = 200, headers = {} } = {}) {
    Object.assign(this, { body, status, headers: new Map(Object.entries(headers)) })
  }
}
globalThis.AbortController ??= class AbortController {
  constructor() {
    this.signal = { aborted: false, addEventListener() {}, removeEventListener() {} }
  }
  abort() {}
}

/** Options with a value are named; any other `--word` is a switch. */
export function parseArgs({ args, options }) {
  const values = {}
  const positionals = []
  const rest = [...args]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) positionals.push(word)
    else {
      const [name, value] = word.replace(/^--?/, '').split(/=(.*)/s)
      values[name] = value ?? (options[name] === undefined ? true : rest.shift())
    }
  }
  return { values, positionals }
}
