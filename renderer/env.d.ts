/** @file What the Electron shell's preload puts into the window; absent in a browser. */
import type { Port } from '../shared/port.ts'
import type { UpdateState } from '../shared/update-state.ts'

export interface ElectronBridge {
  readonly kind: 'electron'
  connect(): Promise<Port>
  /** The system's own folder dialog; null when the person cancels it. */
  chooseFolder(): Promise<string | null>
  /** The same for several folders at once; none when the person cancels it. */
  chooseFolders(): Promise<string[]>
  /** The system's own dialog for a network file (.onnx); null when the person cancels it. */
  chooseFile(): Promise<string | null>
  /** Shows a file or folder where it lies, in the system's own view of folders. @param path absolute */
  showFile(path: string): Promise<void>
  /**
   * To be called as a drag begins: photos of the library with this key are dragged out of the window, into another program.
   * @param ids at most 500. @returns how many files were picked up
   */
  dragOut(ids: readonly number[], key: string): Promise<number>
  /** What is known of newer versions. @param on what the person chose, if they did just now */
  updates(on?: boolean): Promise<UpdateState>
  /** Where a file or folder lies that was dropped on the window. @returns its absolute path; '' for one that lies nowhere */
  pathOf(file: File): string
}

declare global {
  interface Window {
    readonly twinsort?: ElectronBridge
  }
}
