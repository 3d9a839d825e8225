import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { withGeneratedPart } from '../../scripts/codegen/document-part.ts'
import { root } from '../../scripts/lib/run.ts'
import { chartOf, documentParts } from './document.ts'
import type { Results } from './results.ts'

const DOCUMENT = join(root, 'docs', 'performance.md')

/** `bench/results.json`, which {@link documentText} and {@link chartOf} show. */
export const RESULTS = join(root, 'bench', 'results.json')

/** Beside the other pictures, which the npm package has; it does not have `bench`. */
export const CHART = join(root, 'docs', 'pictures', 'performance.svg')

export function readResults(): Results {
  return JSON.parse(readFileSync(RESULTS, 'utf8')) as Results
}

/** docs/performance.md with the numbers of the results. */
export function documentText(results: Results, text = readFileSync(DOCUMENT, 'utf8')): string {
  return Object.entries(documentParts(results)).reduce((document, [name, part]) => withGeneratedPart(document, name, part), text)
}

/** Writes the numbers of docs/performance.md and the chart. */
export function writeDocuments(results = readResults()): void {
  writeFileSync(DOCUMENT, documentText(results))
  const chart = chartOf(results)
  if (chart !== undefined) writeFileSync(CHART, chart)
}
