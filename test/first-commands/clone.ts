import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { styleText } from 'node:util'

const TIMEOUT = 10 * 60_000
/** Number of characters at the end of a failed command's output that are shown. */
const SHOWN_OUTPUT = 6000
const SIGNALS = ['SIGINT', 'SIGTERM'] as const

/** A fresh clone of the repository. */
export interface Clone {
  folder: string
  /**
   * Runs a command line as in a clone that was just installed: what earlier commands have generated is removed
   * before every `npm` command, `node_modules` excepted.
   *
   * @returns its output on stdout and stderr
   * @throws Error with the end of the output when the exit code is not 0.
   */
  run: (command: string) => Promise<string>
  /** The same clone, with these folders first on `PATH`. */
  startedBy: (path: readonly string[]) => Clone
}

/** Clones the last commit of a repository; uncommitted changes are not in it. */
export async function createClone(repository: string, folder: string): Promise<Clone> {
  const target = join(folder, 'clone')
  await execute(['git', 'clone', '--quiet', repository, target], folder, [])
  return cloneIn(target, [])
}

function cloneIn(folder: string, path: readonly string[]): Clone {
  return {
    folder,
    startedBy: first => cloneIn(folder, first),
    async run(command) {
      if (command.startsWith('npm ')) {
        await execute(['git', 'clean', '-xdffq', '--exclude=/node_modules'], folder, path)
      }
      const started = performance.now()
      const output = await execute(['bash', '-c', command], folder, path)
      console.log(styleText('dim', `    ${command}: ${((performance.now() - started) / 1000).toFixed(1)} s`))
      return output
    },
  }
}

function execute([program = '', ...args]: readonly string[], cwd: string, path: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // Without an input, so that no program can wait for an answer; in a process group, so that it can be ended with all
    // processes that it has started.
    const child = spawn(program, args, { cwd, env: environmentOutsideOfNpm(path), stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    const endGroup = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
    }
    const interrupt = () => {
      endGroup()
      process.exit(1)
    }
    const timer = setTimeout(endGroup, TIMEOUT)
    for (const signal of SIGNALS) process.once(signal, interrupt)

    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output += text)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${[program, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}:\n${output.slice(-SHOWN_OUTPUT)}`))
    })
    child.once('close', () => {
      clearTimeout(timer)
      for (const signal of SIGNALS) process.off(signal, interrupt)
    })
  })
}

/** The environment as it was before npm started this script: without npm's and vitest's variables, and without npm's folders on `PATH`. */
function environmentOutsideOfNpm(path: readonly string[]): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => {
    return !/^npm_(?!config_)|^npm_config_(?:local_)?prefix$|^VITEST|^(?:INIT_CWD|NODE|NODE_ENV|NODE_OPTIONS|TEST)$/.test(name)
  })
  const folders = (process.env.PATH ?? '').split(delimiter)
    .filter(folder => !/[\\/]node_modules[\\/]\.bin$|[\\/]node-gyp-bin$/.test(folder))
  return { ...Object.fromEntries(own), PATH: [...path, ...folders].join(delimiter), NUXT_TELEMETRY_DISABLED: '1' }
}
