import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dashboardPictures } from '../../../scripts/codegen/pictures/dashboard.ts'
import { root, step } from '../../../scripts/lib/run.ts'
import { ensurePrometheus } from '../../setup/prometheus.ts'
import { askDashboard, unanswered, writeMeasuredRun } from './measured-run.ts'
import type { MeasuredRun } from './measured-run.ts'
import { startPrometheus } from './prometheus.ts'

/**
 * Lets a real Prometheus scrape the servers of a chaos run, asks it the dashboard's queries, and draws its answers.
 *
 * @param command how the run was started.
 * @param play plays the rounds. Its parameter is the file in which the servers' ports are to be written.
 * @throws Error when the run has failed, or a query of the dashboard has no answer.
 */
export async function measureRun(command: string, play: (targets: string) => Promise<void>): Promise<void> {
  const prometheus = await startPrometheus(await ensurePrometheus())
  try {
    const from = Date.now() / 1000
    await play(prometheus.targets)
    step(`Asking Prometheus ${prometheus.version} the queries of the dashboard`)
    const run: MeasuredRun = { command, date: new Date().toISOString().slice(0, 10), prometheus: prometheus.version, ...await askDashboard(prometheus, from) }
    for (const [expr, series] of Object.entries(run.answers)) console.log(`${String(series.length).padStart(3)} series: ${expr}`)
    const missing = unanswered(run.answers)
    if (missing.length > 0) throw new Error(`Nothing is drawn, because Prometheus has no answer to:\n${missing.join('\n')}`)
    writeMeasuredRun(run)
    for (const [path, draw] of Object.entries(dashboardPictures)) writeFileSync(join(root, path), draw())
  }
  finally {
    await prometheus.stop()
  }
}
