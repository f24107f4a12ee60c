/** @file A host whose engine is a real child process, for one test. */
import { onTestFinished } from 'vitest'
import { EngineHost, type RestartRules } from '../../main/engine/host/engine-host.ts'
import { startNodeEngine } from '../../main/engine/host/node-engine.ts'
import type { EngineSettings } from '../../main/engine/settings.ts'
import { settingsIn } from './engine.ts'

export interface HostInTest {
  host: EngineHost
  /** Process ids of the engines that were started, in order. */
  pids: number[]
}

/** Closed after the test. Nothing waits between two starts. */
export function hostIn(folder: string, settings: Partial<EngineSettings> = {}): HostInTest {
  const pids: number[] = []
  const rules: RestartRules = { mostDeaths: 3, pauseMs: 0, soundAfterMs: 3_600_000 }
  const start = (wanted: EngineSettings) => {
    const engine = startNodeEngine(wanted)
    pids.push(engine.pid ?? 0)
    return engine
  }
  const host = new EngineHost(start, { ...settingsIn(folder), ...settings }, rules)
  onTestFinished(() => host.close())
  return { host, pids }
}

/** Whether this process is there; a zombie is not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
