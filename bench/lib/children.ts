import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Milliseconds that a process may take to end before it is killed. */
const PATIENCE = 5000

/** Ends a process, and waits until it has ended. @param signal that asks it to. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE)
  child.kill(signal)
  await ended
  clearTimeout(impatience)
}
