import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chartOf, documentParts } from '../../../bench/lib/document.ts'
import { CHART, documentText, readResults } from '../../../bench/lib/write-documents.ts'

const results = readResults()
const text = readFileSync(new URL('../../../docs/performance.md', import.meta.url), 'utf8')

describe('docs/performance.md', () => {
  it('has the numbers of bench/results.json, and no others', () => {
    expect(documentText(results, text)).toBe(text)
    const prose = Object.values(documentParts(results)).reduce((rest, part) => rest.replace(part, ''), text)
    // Ratios, microseconds and rates outside the tables would be numbers of some former run.
    expect(prose.match(/\d\.\d|\d µs|\d requests per second/g)).toBeNull()
  })

  it('has a row for each that was measured', () => {
    for (const { label } of results.rows) expect(text).toContain(`| ${label.replace(' on to off', '')} |`)
  })

  it('has the chart of these results', () => {
    const chart = chartOf(results)
    expect(existsSync(CHART)).toBe(chart !== undefined)
    if (chart !== undefined) expect(readFileSync(CHART, 'utf8')).toBe(chart)
  })
})
