import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Path of a program: the value of an environment variable, else the first of its names on `PATH`.
 * `undefined` when there is none.
 *
 * @param variable name of the variable, e.g. `CHROMIUM_PATH`.
 * @throws Error when the variable is set to something that cannot be executed.
 */
export function findProgram(variable: string, names: readonly string[], env: NodeJS.ProcessEnv): string | undefined {
  const wanted = env[variable]
  if (wanted) {
    if (!isExecutable(wanted)) throw new Error(`${variable} is set to "${wanted}", which cannot be executed`)
    return wanted
  }
  return findOnPath(names, env.PATH)
}

/**
 * Path of the first of several programs in a list of folders.
 *
 * @param path as in the environment variable `PATH`.
 */
export function findOnPath(names: readonly string[], path = ''): string | undefined {
  for (const name of names) {
    for (const folder of path.split(delimiter)) {
      const candidate = join(folder, name)
      if (folder && isExecutable(candidate)) return candidate
    }
  }
  return undefined
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  }
  catch {
    return false
  }
}
