import { consola } from 'consola'
import type { ConsolaInstance } from 'consola'

/**
 * The module's log on the server. Its lines go to the reporters that `consola` has when they are written: plugins of the
 * shop's, which may replace these, run after the module's own.
 */
export function createServerLog(): ConsolaInstance {
  const log = consola.withTag('nuxt-sapcc')
  log.setReporters([{
    log(entry, context) {
      for (const reporter of consola.options.reporters) reporter.log(entry, context)
    },
  }])
  return log
}
