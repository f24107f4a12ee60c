/**
 * @file The type of TensorFlow.js as our code receives it. It is always a parameter, never an import: the native package
 * (tfjs-node) brings its own copy of the core, and which copy computes is decided at run time by model/backends.
 */
import type * as core from '@tensorflow/tfjs-core'

export type TensorFlow = typeof core
export type { Rank, Scalar, Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core'
