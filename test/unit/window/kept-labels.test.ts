import { describe, expect, it } from 'vitest'
import { KeptLabels } from '../../../renderer/features/insights/kept-labels.ts'

function storage() {
  const entries = new Map<string, string>()
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
  }
}
const label = { id: 3, class: 'bee: small' }

describe('labels that are kept', () => {
  it('are remembered for their library, until they are given another class', () => {
    const stored = storage()
    const kept = new KeptLabels(stored, 'a').with(label, true)
    expect(kept.has(label)).toBe(true)
    expect(new KeptLabels(stored, 'a').has(label)).toBe(true)
    expect(new KeptLabels(stored, 'a').has({ ...label, class: 'cat' })).toBe(false)
    expect(new KeptLabels(stored, 'b').has(label)).toBe(false)
    expect(kept.with(label, false).has(label)).toBe(false)
    expect(new KeptLabels(stored, 'a').has(label)).toBe(false)
  })

  it('hold where nothing can be stored, and forget what cannot be read', () => {
    const full = {
      getItem: () => 'not { JSON',
      setItem: () => {
        throw new Error('full')
      },
    }
    const kept = new KeptLabels(full, 'a')
    expect(kept.has(label)).toBe(false)
    expect(kept.with(label, true).has(label)).toBe(true)
  })
})
