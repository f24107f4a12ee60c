/** @file What the Electron shell's preload puts into the window; absent in a browser. */
import type { Port } from '../shared/port.ts'

export interface ElectronBridge {
  readonly kind: 'electron'
  connect(): Promise<Port>
  /** The system's own folder dialog; null when the person cancels it. */
  chooseFolder(): Promise<string | null>
  /** The system's own dialog for a network file (.onnx); null when the person cancels it. */
  chooseFile(): Promise<string | null>
  /** Shows a file or folder where it lies, in the system's own view of folders. @param path absolute */
  showFile(path: string): Promise<void>
}

declare global {
  interface Window {
    readonly twinsort?: ElectronBridge
  }
}
