import { runCommand } from '../harness/command.ts'
import type { CommandOptions } from '../harness/command.ts'

/** Names of what the suite makes begin with it: images and containers of a developer are left alone. */
export const PREFIX = 'nuxt-sapcc-test'

/**
 * Runs a program and resolves with what it has written to stdout, without the white space around it.
 *
 * @param options.timeout milliseconds. @default two minutes
 * @throws Error with the end of its output when it fails.
 */
export async function command(program: string, args: readonly string[], options: Partial<CommandOptions> = {}): Promise<string> {
  return (await runCommand(program, args, { timeout: 120_000, ...options })).stdout.trim()
}

/** Runs `docker`. @throws Error with its output when it fails. */
export async function docker(...args: string[]): Promise<string> {
  return await command('docker', args, { timeout: 5 * 60_000 })
}

/** Whether a command succeeds. */
export async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return await promise.then(() => true, () => false)
}
