/**
 * @file The only way to ONNX Runtime: no other file imports it (a rule of .dependency-cruiser.mjs), so that it never loads while
 * its reports to its maker are on, and never sees what a model's file says of itself.
 */
import './no-telemetry.ts'
import type * as Onnx from 'onnxruntime-node'
import { withoutMetadata } from './onnx-metadata.ts'

// Not by a plain import: in a bundle those of other packages come before all of ours, no-telemetry.ts included.
const { env, InferenceSession, Tensor } = await import('onnxruntime-node')

type Tensor = Onnx.Tensor
export { Tensor }
export type { InferenceSession } from 'onnxruntime-node'

/**
 * @param model an ONNX file's bytes. Its metadata (class names, a file's name) is not handed on: a session does not need it.
 * @throws Error when ONNX Runtime cannot be loaded, or the bytes are no model that it can run.
 */
export function openSession(
  model: Uint8Array,
  options: Onnx.InferenceSession.SessionOptions = {},
): Promise<Onnx.InferenceSession> {
  return InferenceSession.create(withoutMetadata(model), options)
}

/** @returns ONNX Runtime's version, e.g. `1.30.0`. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common
}
