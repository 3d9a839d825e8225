import { readPanels } from '../../../test/chaos/metrics/dashboard.ts'
import { readMeasuredRun } from '../../../test/chaos/metrics/measured-run.ts'
import { PANEL_WIDTH, SERIES_STYLE, drawPanel } from './panel.ts'
import { picture, text, wrap } from './svg.ts'

const GAP = 16

/** The dashboard with data of a chaos run, by the path of each picture: beside each other on a screen, in one column on a phone. */
export const dashboardPictures: Readonly<Record<string, () => string>> = {
  'docs/pictures/dashboard.svg': () => dashboardPicture(2),
  'docs/pictures/dashboard-narrow.svg': () => dashboardPicture(1),
}

function dashboardPicture(columns: number): string {
  const { command, date, prometheus, step, answers } = readMeasuredRun()
  const width = columns * PANEL_WIDTH + (columns + 1) * GAP
  const panels = readPanels().map(panel => drawPanel(panel, panel.targets.flatMap(({ expr, legendFormat }) => (answers[expr] ?? []).map(series => ({ ...series, legendFormat }))), step))

  const parts: string[] = []
  let y = GAP
  for (let first = 0; first < panels.length; first += columns) {
    const row = panels.slice(first, first + columns)
    const height = Math.max(...row.map(panel => panel.height))
    parts.push(...row.flatMap((panel, column) => panel.at(GAP + column * (PANEL_WIDTH + GAP), y, height)))
    y += height + GAP
  }
  for (const line of wrap(`${command} (${date}), scraped by Prometheus ${prometheus}; time in minutes`, width - 2 * GAP)) {
    parts.push(text(GAP, y + 8, line, 'small'))
    y += 18
  }
  return picture(`The dashboard with data of a chaos run: ${readPanels().map(({ title }) => title).join('; ')}`, width, y + 4, parts, SERIES_STYLE)
}
