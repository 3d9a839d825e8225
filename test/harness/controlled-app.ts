import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { startApp } from './server.ts'
import type { RunningApp, StartAppOptions } from './server.ts'

/** An application whose process a test can freeze, and whose wall clock it can step. */
export interface ControlledApp extends RunningApp {
  /** Sets the difference of its wall clock to the machine's, in milliseconds; negative values are in the past. */
  stepClock: (offset: number) => void
  /** Stops the process (`SIGSTOP`): connections stay open, but nothing answers. */
  freeze: () => void
  thaw: () => void
  /**
   * Asks the process to end (`SIGTERM`), and waits until it has.
   *
   * @param limit milliseconds, after which it is killed
   * @returns whether it ended by itself
   */
  terminate: (limit: number) => Promise<boolean>
}

/** Starts a controlled application; see {@link startApp}. */
export async function startControlledApp(options: StartAppOptions = {}): Promise<ControlledApp> {
  const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-process-'))
  const preload = new URL('process-control.mjs', import.meta.url).href
  const app = await startApp({ ...options, env: { ...options.env, NODE_OPTIONS: [options.env?.NODE_OPTIONS, `--import ${preload}`].filter(Boolean).join(' '), PROCESS_CONTROL: folder } })
    .catch((error: unknown) => {
      rmSync(folder, { recursive: true })
      throw error
    })
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))

  /** Does nothing when the process has ended, which could not receive a signal. */
  function signal(name: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(pid, name)
    }
    catch {
      return false
    }
  }

  async function stop(name?: NodeJS.Signals): Promise<void> {
    signal('SIGCONT')
    await app.stop(name)
    rmSync(folder, { recursive: true, force: true })
  }

  return {
    ...app,
    stop,
    stepClock(offset) {
      writeFileSync(join(folder, 'clock-offset'), String(offset))
      signal('SIGUSR2')
    },
    freeze: () => void signal('SIGSTOP'),
    thaw: () => void signal('SIGCONT'),
    async terminate(limit) {
      signal('SIGCONT')
      signal('SIGTERM')
      const deadline = performance.now() + limit
      while (signal(0) && performance.now() < deadline) await wait(20)
      const ended = !signal(0)
      await stop('SIGKILL')
      return ended
    },
  }
}
