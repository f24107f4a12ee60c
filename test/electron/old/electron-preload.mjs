/** @file Stands in for the module `electron` in the preload, and for MessageChannel there: Electron 9 cannot send ports. */
import electron from 'electron'
import './language.mjs'

export const { contextBridge, webFrame } = electron
export const webUtils = { getPathForFile: (file) => file.path }

let last = 0

class StandInPort extends EventTarget {
  postMessage(data) {
    this.send?.('message', data)
  }
  start() {}
  close() {
    this.send?.('close')
  }
}

globalThis.MessageChannel = class {
  port1 = new StandInPort()
  port2 = { other: this.port1 }
}

export const ipcRenderer = {
  invoke: (channel, ...words) => electron.ipcRenderer.invoke(channel, ...words),
  postMessage(channel, _data, [{ other }]) {
    const number = `${Date.now()}-${++last}`
    const line = `stand-in:port:${number}`
    other.send = (...words) => electron.ipcRenderer.send(line, ...words)
    electron.ipcRenderer.on(line, (_event, word, data) => {
      other.dispatchEvent(word === 'message' ? new MessageEvent('message', { data }) : new Event('close'))
    })
    electron.ipcRenderer.send(channel, number)
  },
}
