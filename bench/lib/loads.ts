import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Load, LoadAnswer, LoadOrder, LoadResult } from './load.ts'

/** Milliseconds that a load may take longer than it should. */
const PATIENCE = 30_000

/** A process of its own that sends loads, one after the other: what it costs to send them does not slow the servers' processes. */
export interface Loads {
  /**
   * @param seconds how long.
   * @throws Error when a response was no success: errors are fast and must not improve the result. Also when the process ended, or did not answer in time; the next load starts a new one.
   */
  send: (load: Load, seconds: number) => Promise<LoadResult>
  stop: () => void
}

/** @param script of the process. @param patience milliseconds that a load may take longer than it should. */
export function startLoads(script = fileURLToPath(new URL('./load-process.ts', import.meta.url)), patience = PATIENCE): Loads {
  let running: ChildProcess | undefined

  function child(): ChildProcess {
    running ??= fork(script, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    return running
  }

  function end(): void {
    running?.kill('SIGKILL')
    running = undefined
  }

  return {
    async send(load, seconds) {
      const answer = await new Promise<LoadAnswer>((resolve) => {
        const process = child()
        const timer = setTimeout(() => settle({ failure: 'the load did not end in time' }, true), seconds * 1000 + patience)
        const onMessage = (message: unknown) => settle(message as LoadAnswer, false)
        const onExit = (code: number | null, signal: string | null) => settle({ failure: `the process that sends requests ended with ${signal ?? code}` }, true)
        const onError = (error: Error) => settle({ failure: `the process that sends requests failed: ${error.message}` }, true)
        function settle(value: LoadAnswer, isLost: boolean): void {
          clearTimeout(timer)
          process.off('message', onMessage).off('exit', onExit).off('error', onError)
          if (isLost) end()
          resolve(value)
        }
        process.on('message', onMessage).on('exit', onExit).on('error', onError)
        process.send({ ...load, seconds } satisfies LoadOrder, error => error && onError(error))
      })
      if ('failure' in answer) throw new Error(`${load.method} ${load.url}: ${answer.failure}`)
      return answer
    },
    stop: end,
  }
}
