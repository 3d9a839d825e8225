import { hundredths, quantile } from './quantile.ts'
import { judged } from './rows.ts'
import type { Goal, Row } from './rows.ts'
import type { Measurement } from './measure.ts'

/** Two targets that were measured in the same rounds. */
export interface Comparison {
  name: string
  label: string
  of: string
  to: string
  /**
   * `rate`: requests per second, more is better. `time`: the inverse, what the same number of requests takes; less is
   * better. `p99`: the latency that one request of a hundred exceeds; less is better.
   *
   * @default 'rate'
   */
  quantity?: 'rate' | 'time' | 'p99'
  /** What the ratio has to be; without it the row only informs. */
  goal?: Goal
  /**
   * What decides. CPU time where a small difference is looked for, because what
   * else the machine does disturbs it less; requests per second where the system does not tell it.
   */
  by?: 'requests' | 'cpu'
}

/**
 * Compares two targets by the median of the rounds' own ratios: what disturbs a round disturbs both of them. CPU time does
 * not contain the time in which one process waited for another.
 *
 * @throws Error when one of them was not measured, or not in as many rounds.
 */
export function compare(measurements: Readonly<Record<string, Measurement>>, { name, label, of, to, quantity = 'rate', goal, by = 'requests' }: Comparison, part: string): Row {
  const [ours, theirs] = [measurements[of], measurements[to]]
  if (!ours || !theirs) throw new Error(`${name} compares what was not measured`)
  const better = quantity === 'rate' ? 'more' : 'less'
  const ratios = quantity === 'p99'
    ? paired(name, ours.p99Rounds, theirs.p99Rounds)
    : quantity === 'time' ? paired(name, theirs.rounds, ours.rounds) : paired(name, ours.rounds, theirs.rounds)
  const [lower, value, upper] = [0.25, 0.5, 0.75].map(share => hundredths(quantile(ratios, share))) as [number, number, number]
  const cpuRatio = quantity === 'p99' ? undefined : cpuRatioOf(name, ...(better === 'more' ? [theirs, ours] as const : [ours, theirs] as const))
  return judged({
    name,
    part,
    label,
    value,
    unit: 'ratio',
    better,
    quartiles: [lower, upper],
    ...(goal ? { goal } : {}),
    ...(cpuRatio === undefined ? {} : { cpuRatio }),
    ...(by === 'cpu' && cpuRatio !== undefined ? { by } : {}),
  })
}

/** The ratio of CPU time per request; `undefined` where the system does not tell it. */
function cpuRatioOf(name: string, a: Measurement, b: Measurement): number | undefined {
  if (!a.cpuRounds || !b.cpuRounds) return undefined
  return hundredths(quantile(paired(name, a.cpuRounds, b.cpuRounds), 0.5))
}

/** Ratios round by round. */
function paired(name: string, a: readonly number[] = [], b: readonly number[] = []): number[] {
  if (a.length === 0 || a.length !== b.length) throw new Error(`${name} compares ${a.length} rounds with ${b.length}`)
  return a.map((value, index) => value / b[index]!)
}
