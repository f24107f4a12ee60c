/** @file What every page of the app does without, the window's as well as the hidden one's. */

export const LOCKED = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false, // class names are no prose, and its dictionaries come over the network
} as const
