/** What the module makes of a function that Nitro assigns to an event. */
const CHANGED = / = !event \? undefined : /g

/** The part of Rollup's plugins that is needed here. */
interface Plugin {
  name: string
  transform: (code: string, id: string) => { code: string, map: null } | undefined
  buildEnd: (error?: Error) => void
}

/**
 * Restores Nitro's own functions of events, to measure what the module's change of them brings: it has no switch for it.
 *
 * @throws Error at the end of the build when there was nothing to change back.
 */
export function withLongLivedEvents(): Plugin {
  let isChanged = false
  return {
    name: 'bench:with-long-lived-events',
    transform(code, id) {
      if (!id.includes('/nitropack/dist/runtime/')) return undefined
      const restored = code.replaceAll(CHANGED, ' = ')
      if (restored === code) return undefined
      isChanged = true
      return { code: restored, map: null }
    },
    buildEnd(error) {
      if (!error && !isChanged) throw new Error('The bench found no functions of events to change back')
    },
  }
}
