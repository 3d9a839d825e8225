import { legendOf } from '../../../test/chaos/metrics/dashboard.ts'
import type { Panel } from '../../../test/chaos/metrics/dashboard.ts'
import type { Series } from '../../../test/chaos/metrics/prometheus.ts'
import { text, widthOf } from './svg.ts'

export const PANEL_WIDTH = 376

/** Of the area in which lines are drawn, relative to the panel. */
const PLOT = { left: 58, top: 38, width: PANEL_WIDTH - 58 - 14, height: 104 }

/** Lines that a reader can tell apart. */
const COLOURS = 8

/** Colours that differ on a light and on a dark background. */
export const SERIES_STYLE = `
    .series { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round }
    .grid { stroke: #d0d7de; stroke-width: 0.5 }
${['#00855a', '#0969da', '#cf222e', '#bf8700', '#8250df', '#1b7c83', '#bc4c00', '#59636e'].map((colour, index) => `    .s${index} { stroke: ${colour} }`).join('\n')}
    @media (prefers-color-scheme: dark) {
      .grid { stroke: #3d444d }
${['#2fbf8f', '#4493f8', '#f85149', '#d29922', '#ab7df8', '#39c5cf', '#f0883e', '#9198a1'].map((colour, index) => `      .s${index} { stroke: ${colour} }`).join('\n')}
    }`

/** A panel that has been drawn, but not placed. */
export interface DrawnPanel {
  /** That it needs. */
  height: number
  /** @param height of its row. */
  at: (x: number, y: number, height: number) => string[]
}

/** @param step seconds between two values. */
export function drawPanel({ title, unit }: Panel, series: readonly (Series & { legendFormat: string })[], step: number): DrawnPanel {
  const named = series.map(({ labels, values, legendFormat }) => ({ name: legendOf(legendFormat, labels) || 'all', values, most: Math.max(0, ...values.map(value => value ?? 0)) }))
  const [drawn, left] = [named.toSorted((a, b) => b.most - a.most).slice(0, COLOURS), named.length - COLOURS]
  const legend = legendLines([...drawn.map(({ name }) => name), ...left > 0 ? [`and ${left} lower, not drawn`] : []])
  const top = niceCeiling(Math.max(...drawn.map(({ most }) => most), Number.MIN_VALUE))
  const steps = Math.max(1, ...drawn.map(({ values }) => values.length - 1))
  return {
    height: PLOT.top + PLOT.height + 34 + legend.length * 18,
    at: (x, y, height) => [
      `<rect class="box" x="${x}" y="${y}" width="${PANEL_WIDTH}" height="${height}" rx="6"/>`,
      text(x + 12, y + 24, title, 'title'),
      ...grid(x, y, top, unit, steps * step),
      ...drawn.map(({ values }, index) => `<path class="series s${index}" d="${line(values, point => [
        Math.round(x + PLOT.left + point.index / steps * PLOT.width),
        Math.round(y + PLOT.top + PLOT.height - point.value / top * PLOT.height),
      ])}"/>`),
      ...legend.flatMap((entries, row) => entries.flatMap(({ name, index, offset }) => {
        const [atX, atY] = [x + 14 + offset, y + PLOT.top + PLOT.height + 42 + row * 18]
        return [...index < COLOURS ? [`<path class="series s${index}" d="M${atX} ${atY - 4}h14"/>`] : [], text(atX + 20, atY, name, 'small')]
      })),
    ],
  }
}

/** Lines with the values, and marks of time. */
function grid(x: number, y: number, top: number, unit: string, seconds: number): string[] {
  const [left, bottom] = [x + PLOT.left, y + PLOT.top + PLOT.height]
  const values = [0, 0.5, 1].flatMap((share) => {
    const at = bottom - share * PLOT.height
    return [`<path class="grid" d="M${left} ${at}h${PLOT.width}"/>`, text(left - 6, at + 4, withUnit(share * top, unit), 'small', 'end')]
  })
  const minutes = seconds / 60
  const every = niceCeiling(minutes / 5)
  const times = Array.from({ length: Math.floor(minutes / every) + 1 }, (_, index) => index * every)
    .map(time => text(Math.round(left + time / minutes * PLOT.width), bottom + 17, String(Number(time.toPrecision(3))), 'small', 'middle'))
  return [...values, ...times]
}

/** A path with a gap where there is no value; a value between two gaps is a dash. */
function line(values: readonly (number | null)[], place: (point: { index: number, value: number }) => [number, number]): string {
  let path = ''
  let last: [number, number] | undefined
  for (const [index, value] of values.entries()) {
    if (value === null) {
      last = undefined
      continue
    }
    const [x, y] = place({ index, value })
    const isAlone = !last && (values[index + 1] ?? null) === null
    path += last ? `l${x - last[0]} ${y - last[1]}` : `M${x} ${y}${isAlone ? 'h3' : ''}`
    last = [x, y]
  }
  return path
}

/** In as many lines as they need. */
function legendLines(names: readonly string[]): { name: string, index: number, offset: number }[][] {
  const lines: { name: string, index: number, offset: number }[][] = []
  let end = Infinity
  for (const [index, name] of names.entries()) {
    const width = 20 + widthOf(name) + 14
    if (end + width > PANEL_WIDTH - 14) {
      lines.push([])
      end = 0
    }
    lines.at(-1)!.push({ name, index, offset: end })
    end += width
  }
  return lines
}

/** The next of 1, 2, 5, 10, 20 … */
export function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 2, 5, 10].map(factor => factor * power).find(nice => nice >= value * 0.9999)!
}

/** @param unit as Grafana names it. */
export function withUnit(value: number, unit: string): string {
  const short = String(Number(value.toPrecision(2)))
  if (value === 0) return '0'
  if (unit === 's') return value < 1 ? `${Number((value * 1000).toPrecision(2))} ms` : `${short} s`
  return unit === 'reqps' || unit === 'ops' ? `${short}/s` : short
}
