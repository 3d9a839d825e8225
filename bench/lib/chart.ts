import type { Measurement } from './measure.ts'

const WIDTH = 720
const ROW = 40
const LABELS = 200
const PADDING = 20

/** Bars of requests per second. The chart has a background of its own, so that it can be read wherever it is shown. */
export function drawChart(measurements: readonly Measurement[]): string {
  const most = Math.max(...measurements.map(({ requestsPerSecond }) => requestsPerSecond))
  const scale = (WIDTH - LABELS - 2 * PADDING - 70) / most
  const height = measurements.length * ROW + 76
  const rows = measurements.map(({ label, requestsPerSecond }, index) => {
    const y = 56 + index * ROW
    const width = Math.max(2, Math.round(requestsPerSecond * scale))
    const isOurs = label.includes('/api/')
    return [
      `  <text x="${PADDING + LABELS - 12}" y="${y + 18}" text-anchor="end">${escape(label)}</text>`,
      `  <rect x="${PADDING + LABELS}" y="${y}" width="${width}" height="26" rx="4" class="${isOurs ? 'ours' : 'others'}"/>`,
      `  <text x="${PADDING + LABELS + width + 8}" y="${y + 18}" class="value">${requestsPerSecond.toLocaleString('en')}</text>`,
    ].join('\n')
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title">
  <title id="title">Requests per second with the same 3 KB answer: ${measurements.map(({ label, requestsPerSecond }) => `${escape(label)} ${requestsPerSecond}`).join(', ')}</title>
  <style>
    text { font: 14px system-ui, sans-serif; fill: #1f2328 }
    .background { fill: #ffffff; stroke: #d0d7de }
    .value { font-weight: 600 }
    .ours { fill: #00a86b }
    .others { fill: #8c959f }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .background { fill: #161b22; stroke: #30363d }
      .others { fill: #6e7681 }
    }
  </style>
  <rect class="background" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>
  <text x="${PADDING}" y="32" class="value">Requests per second, one process, 3 KB answer (more is better)</text>
${rows.join('\n')}
</svg>
`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
