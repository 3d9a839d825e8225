import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/lib/run.ts'
import type { Tally } from './tally.ts'

/** A run by hand, in one setting. */
interface RecordedRun {
  title: string
  seed: number
  rounds: number
  kind: string
  tally: Tally
}

/** Its line in the table of RECORD.md. */
export function recordLine({ title, seed, rounds, kind, tally }: RecordedRun): string {
  const seeds = `${seed}–${seed + rounds - 1}`
  const cells = [new Date().toISOString().slice(0, 10), commit(), title, kind, seeds, rounds, tally.sessions, tally.refreshes, tally.violations, tally.exemptions()]
  return `| ${cells.join(' | ')} |`
}

/** Adds a line to the table of runs by hand. */
export function appendRecord(line: string): void {
  appendFileSync(join(root, 'test', 'chaos', 'RECORD.md'), `${line}\n`)
}

/** What is played; a tree with changes says so, or the record could not be repeated. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const isChanged = git('status', '--porcelain', '--', 'src', 'test', ':!test/chaos/RECORD.md') !== ''
  return git('rev-parse', '--short', 'HEAD') + (isChanged ? ' with changes' : '')
}
