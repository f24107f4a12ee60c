import { describe, expect, it } from 'vitest'
import { trainInput as withUsualStrategy } from '../../../main/jobs/training/train-request.ts'
import { areDefaults, trainInput, defaultTrainOptions } from '../../../renderer/stores/train-options.ts'
import { contract } from '../../../shared/contract.ts'

describe('what a person wants of a training', () => {
  it('is by itself what the engine does when nothing is said', () => {
    const { input } = contract.train
    const said = input.parse(trainInput(defaultTrainOptions()))
    expect(withUsualStrategy(said)).toEqual(withUsualStrategy(input.parse({})))
    expect(areDefaults(defaultTrainOptions())).toBe(true)
  })

  it('carries what a search has found, and no epochs where the field is empty', () => {
    const found = { rate: 0.001, decay: 1, dropout: 0.3 }
    const options = { ...defaultTrainOptions(), found }
    expect(trainInput(options)).toMatchObject(found)
    expect(trainInput(options)).not.toHaveProperty('epochs')
    expect(areDefaults(options)).toBe(false)
    expect(trainInput({ ...options, epochs: 3 })).toMatchObject({ epochs: 3 })
  })
})
