/** The part of Rollup's plugins that is needed here. */
export interface Plugin {
  name: string
  transform: (code: string, id: string) => { code: string, map: null } | undefined
  buildEnd: (error?: Error) => void
}

/**
 * Builds the server with other code in one place. What the module's own code brings there is measured against that, and
 * the module has no switch for it.
 *
 * @param name of the build.
 * @param replace gets each file's code and its path, and returns what it becomes.
 * @throws Error at the end of the build when no code has changed.
 */
export function replaceInBuild(name: string, replace: (code: string, id: string) => string): Plugin {
  let isReplaced = false
  return {
    name: `bench:${name}`,
    transform(code, id) {
      const replaced = replace(code, id)
      if (replaced === code) return undefined
      isReplaced = true
      return { code: replaced, map: null }
    },
    buildEnd(error) {
      if (!error && !isReplaced) throw new Error(`The bench found nothing to replace for the build "${name}"`)
    },
  }
}
