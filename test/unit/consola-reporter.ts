import { consola } from 'consola'
import type { ConsolaReporter } from 'consola'
import { onTestFinished } from 'vitest'

/** Gives consola another reporter in place of its own, until the test ends. */
export function reportBy(log: ConsolaReporter['log']): void {
  const before = consola.options.reporters
  onTestFinished(() => void consola.setReporters(before))
  consola.setReporters([{ log }])
}
