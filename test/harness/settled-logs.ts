import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningApp } from './server.ts'

/** After so long a server has loaded `consola` also without a line, and lines that waited for it are written. Milliseconds. */
const LOADING = 1500

/** What an application has logged, with lines that were still on their way; for tests of what must not be in it. */
export async function settledLogs(app: Pick<RunningApp, 'logs'>): Promise<string> {
  await sleep(LOADING)
  return app.logs()
}
