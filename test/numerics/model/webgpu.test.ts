/** WebGPU in Node on an adapter that the processor simulates; skipped where there is no such adapter, or no Dawn. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SelfTestResult } from '../../../shared/contract/backends.ts'
import { findWebGpu } from '../../../main/model/backends/webgpu/dawn.ts'
import { softwareGpu } from '../../support/training/software-gpu.ts'

const Result = z.object({
  about: z.string(),
  software: z.boolean(),
  selfTest: SelfTestResult,
  tensorsLeft: z.int(),
  product: z.number(),
  chosen: z.object({ name: z.string(), note: z.string() }),
  lost: z.object({ message: z.string(), isDeviceFailure: z.boolean() }),
})

const environment = softwareGpu()
const missing =
  findWebGpu() === undefined
    ? 'not installed: `npm run tensorflow -- --webgpu`'
    : environment === undefined
      ? 'no software adapter for this system'
      : ''

describe.skipIf(missing !== '')(`WebGPU in Node${missing === '' ? '' : ` (${missing})`}`, () => {
  it('trains as plain JavaScript does, reads in the middle of a step, notices a lost device, and is nobody’s first choice', async () => {
    const child = fileURLToPath(new URL('./webgpu-child.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [child], {
      env: { ...process.env, ...environment },
    })
    const { about, software, selfTest, tensorsLeft, product, chosen, lost } = Result.parse(JSON.parse(stdout))
    expect(selfTest).toMatchObject({ passed: true, software: true })
    expect(selfTest.lossError).toBeLessThan(1e-6)
    expect(selfTest.gradientError).toBeLessThan(1e-5)
    expect(tensorsLeft).toBe(0)
    expect(product).toBe(11)
    expect(software).toBe(true)
    expect(chosen.name).toBe('wasm')
    expect(chosen.note).toContain(`webgpu: ${about} is a processor, no graphics card.`)
    expect(lost).toEqual({ message: 'Error: The graphics device was lost.', isDeviceFailure: true })
  })
})
