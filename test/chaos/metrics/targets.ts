import { renameSync, writeFileSync } from 'node:fs'

/** Seconds between two scrapes. */
export const SCRAPE_INTERVAL = 1

/** Environment of a server that shows its metrics at a port of its own. */
export function metricsEnvironment(port: number): Record<string, string> {
  return { NODE_OPTIONS: `--import ${new URL('instrumentation.mjs', import.meta.url).href}`, METRICS_PORT: String(port) }
}

/** Tells Prometheus which ports to ask: it reads the file again when it has changed. */
export function writeTargets(file: string, ports: readonly number[]): void {
  // Renamed, so that Prometheus never reads half of it.
  writeFileSync(`${file}.new`, JSON.stringify([{ targets: ports.map(port => `127.0.0.1:${port}`) }]))
  renameSync(`${file}.new`, file)
}
