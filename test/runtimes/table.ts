import type { TargetResult } from './run-target.ts'

/** Around the table in docs/platforms.md. */
export const TABLE_BEGIN = '<!-- platforms: npm run test:runtimes -- --write -->'
export const TABLE_END = '<!-- /platforms -->'

/** The table of docs/platforms.md: each platform by what works there and what its limits are. */
export function tableOf(results: readonly TargetResult[]): string {
  const rows = results.map(({ target, passed, limited, failed, version }) => {
    const count = passed.length + limited.length + failed.length
    const notes = [
      ...sizes(target.largest),
      ...limited.map(([, why]) => why),
      ...failed.map(([name]) => `**fails**: ${name}`),
    ]
    return `| ${target.title} | ${version} | ${passed.length} of ${count} | ${notes.join('; ')} |`
  })
  return ['| Platform | Tried on | Scenarios that pass | Its own limits |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

function sizes(largest: TargetResult['target']['largest']): string[] {
  if (!largest) return []
  const tried = [largest.up === undefined ? [] : `up ${largest.up} MB`, largest.down === undefined ? [] : `down ${largest.down} MB`].flat()
  return [`large bodies: ${tried.join(', ')}`]
}
