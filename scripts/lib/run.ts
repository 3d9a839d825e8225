import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** The repository's root, without a trailing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '')

/**
 * An environment in which the locally installed tools come first on `PATH`, including `node`: also when a script is started
 * without npm, its children then run on the same Node as under npm.
 */
export function toolEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`, ...extra }
}

/** Removes what vitest adds to the environment: with it a build would be one for tests. */
export const WITHOUT_VITEST = { NODE_ENV: undefined, VITEST: undefined, TEST: undefined } as const

export interface RunOptions {
  /** Defaults to the repository's root. */
  cwd?: string
  /** Variables that are added to this process's environment; `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv
  /** Milliseconds after which the command is ended and counts as failed. Default: 20 minutes. */
  timeout?: number
  /** Called with everything that the command writes to stdout and stderr, which is also written to this process's output. */
  onOutput?: (text: string) => void
}

/**
 * Runs a command with this process's output and without an input, and resolves with its exit code. A command that
 * cannot be started, is killed by a signal or runs into its timeout resolves with a code other than 0.
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  const { onOutput } = options
  const output = onOutput ? 'pipe' : 'inherit'
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: toolEnvironment(options.env),
      stdio: ['ignore', output, output],
      timeout: options.timeout ?? 20 * 60_000,
      killSignal: 'SIGKILL',
    })
    for (const [from, to] of [[child.stdout, process.stdout], [child.stderr, process.stderr]] as const) {
      from?.setEncoding('utf8').on('data', (text: string) => {
        to.write(text)
        onOutput?.(text)
      })
    }
    child.once('error', (error) => {
      console.error(`${command} could not be started: ${error.message}`)
      resolve(127)
    })
    // After `exit` there may be output that has not been read yet.
    child.once(onOutput ? 'close' : 'exit', (code, signal) => {
      if (signal) console.error(`${command} was ended by ${signal}`)
      resolve(code ?? 1)
    })
  })
}

/**
 * Like {@link run}, for a step that all later steps need.
 *
 * @throws Error naming the command and its exit code when that is not 0.
 */
export async function runOrThrow(command: string, args: readonly string[], options: RunOptions = {}): Promise<void> {
  const code = await run(command, args, options)
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed with exit code ${code}`)
}

/** A heading in the output of a longer script. */
export function step(title: string): void {
  console.log(`\n▶ ${title}`)
}
