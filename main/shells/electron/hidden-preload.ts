/** @file What the page of the hidden window gets, and all it gets: one port, on which the engine is. Bundled as preload.ts is. */
import { ipcRenderer } from 'electron'
import { COMPUTE } from './channels.ts'

ipcRenderer.once(COMPUTE, ({ ports }) => {
  // The page lives in a world of its own; a message of the window they share is the way that ports go.
  window.postMessage(null, window.location.origin, [...ports])
})
