/** @file The entry of the shell's main process in Electron 9: first what is missing, then the product's own entry. */
import './node.mjs'
import '../../../main/shells/electron/main.ts'
