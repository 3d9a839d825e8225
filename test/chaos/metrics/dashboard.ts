import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../scripts/lib/run.ts'

/** A panel of the dashboard in the documentation, as far as it is drawn here. */
export interface Panel {
  title: string
  /** Grafana's name of a unit. */
  unit: string
  targets: { expr: string, legendFormat: string }[]
}

/** Metrics that a chaos run does not make: its customers ask for nothing that is the same for everybody. */
const NOT_MADE = ['sapcc_cache_answers']

/** The panels of docs/grafana-dashboard.json that a chaos run has data for, in its order. */
export function readPanels(): Panel[] {
  const { panels } = JSON.parse(readFileSync(join(root, 'docs', 'grafana-dashboard.json'), 'utf8')) as
    { panels: { title: string, fieldConfig: { defaults: { unit: string } }, targets: Panel['targets'] }[] }
  const isMade = ({ expr }: { expr: string }) => !NOT_MADE.some(metric => expr.includes(metric))
  return panels.filter(({ targets }) => targets.every(isMade)).map(({ title, fieldConfig, targets }) => ({ title, unit: fieldConfig.defaults.unit, targets: targets.map(({ expr, legendFormat }) => ({ expr, legendFormat })) }))
}

/**
 * What Grafana puts in place of its variable before it asks Prometheus: at least four scrapes, so that one that is missed
 * leaves no hole. Seconds.
 *
 * @see https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
 */
export function withRateInterval(expr: string, step: number, scrapeInterval: number): string {
  return expr.replaceAll('$__rate_interval', `${Math.max(step + scrapeInterval, 4 * scrapeInterval)}s`)
}

/** A series' name in the legend: `{{label}}` is the value of a label. */
export function legendOf(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '').trim()
}
