/** @file What the Electron shell's preload puts into the window; absent in a browser. */
import type { Port } from '../shared/port.ts'

export interface ElectronBridge {
  readonly kind: 'electron'
  connect(): Promise<Port>
  /** The system's own folder dialog; null when the person cancels it. */
  chooseFolder(): Promise<string | null>
}

declare global {
  interface Window {
    readonly twinsort?: ElectronBridge
  }
}
