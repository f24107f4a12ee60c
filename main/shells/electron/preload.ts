/**
 * @file What the sandboxed page gets from us, and all it gets: a port to the engine and the system's own dialogs.
 * scripts/bundle-preload.mjs makes it one CommonJS file, the only form that a sandboxed preload may have.
 */
import { contextBridge, ipcRenderer, webFrame, webUtils } from 'electron'
import { messagePort } from '../../../shared/message-port.ts'
import type { Port } from '../../../shared/port.ts'
import {
  CHOOSE_FILE,
  CHOOSE_FOLDER,
  CHOOSE_FOLDERS,
  CONNECT,
  DRAG_OUT,
  SHOW_FILE,
  UPDATES,
} from './channels.ts'

function connect(): Promise<Port> {
  const { port1, port2 } = new MessageChannel()
  ipcRenderer.postMessage(CONNECT, null, [port2])
  const port = messagePort(port1)
  // The bridge copies an object's own functions and leaves out what a class would inherit.
  const copied: Port = {
    post: (message) => {
      port.post(message)
    },
    onMessage: (listener) => {
      port.onMessage(listener)
    },
    onClose: (listener) => {
      port.onClose(listener)
    },
    close: () => {
      port.close()
    },
  }
  return Promise.resolve(copied)
}

// On Linux the whole app has WebGPU by drivers that Chromium does not trust (main.ts): before the page's first script it goes from here,
// where pictures of strangers are shown. The hidden window, which computes with it, keeps it.
void webFrame.executeJavaScript('delete Navigator.prototype.gpu')

contextBridge.exposeInMainWorld('twinsort', {
  kind: 'electron',
  connect,
  chooseFolder: () => ipcRenderer.invoke(CHOOSE_FOLDER),
  chooseFolders: () => ipcRenderer.invoke(CHOOSE_FOLDERS),
  chooseFile: () => ipcRenderer.invoke(CHOOSE_FILE),
  showFile: (path: string) => ipcRenderer.invoke(SHOW_FILE, path),
  dragOut: (ids: readonly number[], key: string) => ipcRenderer.invoke(DRAG_OUT, { ids, key }),
  updates: (on?: boolean) => ipcRenderer.invoke(UPDATES, on),
  pathOf: (file: File) => webUtils.getPathForFile(file),
})
