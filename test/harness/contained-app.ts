import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { serverEntry } from '../../scripts/lib/apps.ts'
import { startApp } from './server.ts'
import type { RunningApp, StartAppOptions } from './server.ts'

/** An application that runs as in a container: as process 1 of a namespace of its own. */
export interface ContainedApp extends Pick<RunningApp, 'url' | 'logs'> {
  /** The server's process id in its own namespace. */
  ownPid: number
  /**
   * What a container runtime does: `SIGTERM` to process 1 only, and `SIGKILL` after the grace period.
   *
   * @param grace milliseconds
   * @returns whether the server ended by itself
   */
  stopContainer: (grace: number) => Promise<boolean>
}

/**
 * Starts a built application as process 1, by `unshare` of util-linux. The kernel gives process 1 no default handlers of
 * signals: a server that does not handle `SIGTERM` itself is not stopped by it. Needs root: who is not root needs `sudo`
 * without a password. Where neither is allowed it rejects with what `unshare` or `sudo` has written.
 */
export async function startContainedApp(options: Omit<StartAppOptions, 'node' | 'args'> = {}): Promise<ContainedApp> {
  const server = [process.execPath, options.entry ?? serverEntry(options.fixture ?? 'shop')]
  const namespace = ['--fork', '--pid', '--mount-proc', '--kill-child']
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  // With the user's own id in the namespace, the test may send signals to the server.
  const [node, ...args] = uid === 0 ? ['unshare', ...namespace, ...server] : ['sudo', '-nE', 'unshare', ...namespace, '--setuid', String(uid), '--setgid', String(gid), ...server]
  const app = await startApp({ ...options, node: node!, args })
  const pid = innermostChild(app.pid!)
  return {
    url: app.url,
    logs: app.logs,
    ownPid: Number(/^NSpid:.*\s(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]),
    async stopContainer(grace) {
      signal(pid, 'SIGTERM')
      const deadline = performance.now() + grace
      while (signal(pid, 0) && performance.now() < deadline) await wait(20)
      return !signal(pid, 'SIGKILL')
    },
  }
}

/** The only child of the only child, and so on: `unshare` and `sudo` have one each, the server has none. */
function innermostChild(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  return child ? innermostChild(Number(child)) : pid
}

/** @returns whether the process was still there. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name)
  }
  catch {
    return false
  }
}
