import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Results } from '../../../bench/lib/results.ts'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const text = read('docs/performance.md')
const { measurements, ratios } = JSON.parse(read('bench/results.json')) as Results

/** Rows of a table whose first cell is a name of `results.json`. */
const rows = [...text.matchAll(/^\| `([\w.]+)` \|(.+)\|$/gm)].map(([, name = '', cells = '']) => [name, cells.split('|').map(cell => cell.trim())] as const)

describe('docs/performance.md', () => {
  it('has the rows that decide on a speed trick, and what Nitro costs', () => {
    expect(rows.map(([name]) => name)).toEqual(expect.arrayContaining(['fastPath.crowd.getCart', 'fastPath.crowd.rawProxy', 'promises.crowd.getCart', 'emptyNode', 'emptyRoute', 'bareOnNode', 'bareInNitro']))
  })

  it.each(rows)('has the numbers of bench/results.json: %s', (name, cells) => {
    const ratio = ratios.find(it => it.name === name)
    const measurement = measurements[name]
    const numbers = ratio ? [ratio.ratio.toFixed(2), ratio.cpuRatio?.toFixed(2)] : [String(measurement?.cpuPerRequest)]
    // A cell before them may say in words what was measured.
    expect(cells.slice(-numbers.length)).toEqual(numbers)
  })
})
