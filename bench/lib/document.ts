import { drawChart } from './chart.ts'
import type { Measurement } from './measure.ts'
import type { MeasuredPart, Results } from './results.ts'
import { printed, printedGoal } from './rows.ts'
import type { Row } from './rows.ts'

/** The measurements that the chart shows. */
const CHART = ['getCart', 'rawProxy', 'barePost', 'bare', 'proxyRequest', 'alokai']

/** Parts of docs/performance.md that are made of the results, by the name of their place in it. */
export function documentParts(results: Results): Record<string, string> {
  return {
    'goals': goalsTable(results),
    'on-off': onOffTable(results),
    'nitro': nitroTable(results),
    'measured-at': measuredAt(results),
  }
}

/** The chart of what was measured beside each other; `undefined` where a part of it is missing. */
export function chartOf({ measurements }: Results): string | undefined {
  const shown = CHART.map(name => measurements[name])
  return shown.every(measurement => measurement !== undefined) ? drawChart(shown) : undefined
}

/** All rows but those of the speed tricks: the result and the goal. */
function goalsTable({ rows }: Results): string {
  return table(['', 'Result', 'By CPU', 'Goal', ''], rows.filter(row => !isOnOff(row)).map(row => [
    row.label,
    printed(row.value, row.unit),
    row.cpuRatio?.toFixed(2) ?? '',
    row.goal ? printedGoal(row) : '',
    row.isReached === undefined ? '' : row.isReached ? 'reached' : 'missed',
  ]))
}

/** The rows of the speed tricks. */
function onOffTable({ rows }: Results): string {
  return table(['On to off', 'Requests per second', 'Quartiles', 'CPU'], rows.filter(isOnOff).map(row => [
    row.label.replace(' on to off', ''),
    row.value.toFixed(2),
    row.quartiles?.map(quartile => quartile.toFixed(2)).join(' to ') ?? '',
    row.cpuRatio?.toFixed(2) ?? '',
  ]))
}

function isOnOff({ label }: Row): boolean {
  return label.includes(' on to off')
}

function nitroTable({ measurements }: Results): string {
  const shown: Readonly<Record<string, string>> = {
    emptyNode: '`node:http`, answers `ok`',
    emptyRoute: 'a Nitro route, answers `ok`',
    bareOnNode: 'the bare handler on `node:http`',
    bareInNitro: 'the bare handler as a Nitro route',
  }
  return table(['', 'CPU, µs'], Object.entries(shown).flatMap(([name, label]) => {
    const cpu: Measurement['cpuPerRequest'] = measurements[name]?.cpuPerRequest
    return cpu === undefined ? [] : [[label, String(cpu)]]
  }))
}

/** When each part was measured: several together where that was the same day. */
function measuredAt({ parts }: Results): string {
  const days = new Map<string, string[]>()
  for (const [name, { measuredAt: at, machine }] of Object.entries(parts) as [string, MeasuredPart][]) {
    const place = `${at.slice(0, 10)}, Node ${machine.node.replace('v', '')} on ${machine.cpus} cores (${machine.model})`
    days.set(place, [...days.get(place) ?? [], name])
  }
  return [...days].map(([place, names]) => `- ${place}: ${names.map(name => `\`${name}\``).join(', ')}`).join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
