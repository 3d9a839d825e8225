import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Names of what the suite makes begin with it: images and containers of a developer are left alone. */
export const PREFIX = 'nuxt-sapcc-test'

export interface CommandOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  /** Milliseconds. @default two minutes */
  timeout?: number
}

/**
 * Runs a program and resolves with what it has written to stdout, without the white space around it.
 *
 * @throws Error with the end of its output when it fails.
 */
export async function command(program: string, args: readonly string[], { cwd, env, timeout = 120_000 }: CommandOptions = {}): Promise<string> {
  try {
    const { stdout } = await execute(program, args, { cwd, env: { ...process.env, ...env }, timeout, maxBuffer: 64 * 1024 * 1024 })
    return stdout.trim()
  }
  catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string, stderr?: string, message: string }
    throw new Error(`${program} ${args.join(' ')} failed:\n${(stdout + stderr).slice(-6000) || message}`, { cause: error })
  }
}

/** Runs `docker`. @throws Error with its output when it fails. */
export async function docker(...args: string[]): Promise<string> {
  return await command('docker', args, { timeout: 5 * 60_000 })
}

/** Whether a command succeeds. */
export async function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return await promise.then(() => true, () => false)
}
