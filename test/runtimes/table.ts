import type { TargetResult } from './run-target.ts'

/** The documents that have the table. */
export const TABLE_DOCUMENTS = ['README.md', 'docs/platforms.md']

/** Around the table. */
export const TABLE_BEGIN = '<!-- platforms: npm run test:runtimes -- --write -->'
export const TABLE_END = '<!-- /platforms -->'

const HEAD = ['| Platform | Tried on | Scenarios that pass | Limits of the platform, or of Nitro there |', '| --- | --- | --- | --- |']

/** The part of a result that the table shows. */
export type TableResult = Pick<TargetResult, 'version' | 'passed' | 'limited' | 'failed'> & { target: Pick<TargetResult['target'], 'title' | 'largest'> }

/**
 * The table of platforms: what works on each, and what its limits are.
 *
 * @param results of this run.
 * @param titles of all platforms, in the order of the table; one may occur several times, for several versions.
 * @param before the table as it is now: its rows stay for platforms that were not tried.
 */
export function tableOf(results: readonly TableResult[], titles: readonly string[], before = ''): string {
  const rows = before.split('\n').flatMap(rowOf).filter(({ title }) => titles.includes(title))
  for (const result of results) {
    const row = { title: result.target.title, version: result.version, line: lineOf(result) }
    const isAlone = titles.filter(title => title === row.title).length === 1
    const at = rows.findIndex(({ title, version }) => title === row.title && (isAlone || version === row.version))
    if (at === -1) rows.push(row)
    else rows[at] = row
  }
  const place = ({ title }: Row) => titles.indexOf(title)
  return [...HEAD, ...rows.sort((a, b) => place(a) - place(b)).map(({ line }) => line)].join('\n')
}

interface Row {
  title: string
  /** Of the runtime. */
  version: string
  line: string
}

function rowOf(line: string): Row[] {
  const [, title, version] = /^\| (.+?) \| (.*?) \| \d+ of \d+ \|/.exec(line) ?? []
  return title === undefined || version === undefined ? [] : [{ title, version, line }]
}

function lineOf({ target, passed, limited, failed, version }: TableResult): string {
  const count = passed.length + limited.length + failed.length
  const notes = [
    ...sizes(target.largest),
    ...limited.map(([, why]) => why),
    ...failed.map(([name]) => `**fails**: ${name}`),
  ]
  return `| ${target.title} | ${version} | ${passed.length} of ${count} | ${notes.join('; ')} |`
}

function sizes(largest: TargetResult['target']['largest']): string[] {
  if (!largest) return []
  const tried = [largest.up === undefined ? [] : `up ${largest.up} MB`, largest.down === undefined ? [] : `down ${largest.down} MB`].flat()
  return [`large bodies: ${tried.join(', ')}`]
}
