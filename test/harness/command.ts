import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export interface CommandOptions {
  cwd?: string
  /** All variables. @default those of this process */
  env?: NodeJS.ProcessEnv
  /** Milliseconds. */
  timeout: number
}

/**
 * Runs a program and resolves with its output.
 *
 * @throws Error with the end of its output when it fails.
 */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<{ stdout: string, stderr: string }> {
  try {
    return await execute(program, args, { ...options, maxBuffer: 64 * 1024 * 1024 })
  }
  catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string, stderr?: string, message: string }
    throw new Error(`${program} ${args.join(' ')} failed:\n${(stdout + stderr).slice(-6000) || message}`, { cause: error })
  }
}
