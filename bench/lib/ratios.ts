import { quantile } from './measure.ts'
import type { Measurement } from './measure.ts'

/** Two targets that were measured in the same rounds. */
export interface Comparison {
  name: string
  label: string
  of: string
  to: string
  /** What the ratio has to be; without it the row only informs. */
  atLeast?: number
  /**
   * What decides. CPU time where a small difference is looked for, because what
   * else the machine does disturbs it less; requests per second where the system does not tell it.
   */
  by?: 'requests' | 'cpu'
}

/** The result of a {@link Comparison}. */
export interface Ratio {
  name: string
  label: string
  atLeast?: number
  /** Of requests per second: the median of the rounds' own ratios. */
  ratio: number
  /** The range of the middle half of the rounds. */
  quartiles: [number, number]
  /** Of the CPU time per request, inverted, so that more is better here as well. */
  cpuRatio?: number
  /** Set for a comparison that CPU time decides. */
  by?: 'cpu'
  isReached?: boolean
}

/**
 * The median of the rounds' own ratios: what disturbs a round disturbs both of
 * them. CPU time does not contain the time in which one process waited for another.
 */
export function compare(measurements: Readonly<Record<string, Measurement>>, { name, label, of, to, atLeast, by = 'requests' }: Comparison): Ratio {
  const [ours, theirs] = [measurements[of], measurements[to]]
  if (!ours || !theirs) throw new Error(`${name} compares what was not measured`)
  const ratios = ours.rounds.map((rate, index) => rate / theirs.rounds[index]!)
  const [lower, ratio, upper] = [0.25, 0.5, 0.75].map(share => round(quantile(ratios, share))) as [number, number, number]
  const cpuRatio = ours.cpuPerRequest === undefined || theirs.cpuPerRequest === undefined ? undefined : round(theirs.cpuPerRequest / ours.cpuPerRequest)
  const isByCpu = by === 'cpu' && cpuRatio !== undefined
  return {
    name,
    label,
    ...(atLeast === undefined ? {} : { atLeast }),
    ratio,
    quartiles: [lower, upper],
    ...(cpuRatio === undefined ? {} : { cpuRatio }),
    ...(isByCpu ? { by } : {}),
    ...(atLeast === undefined ? {} : { isReached: (isByCpu ? cpuRatio : ratio) >= atLeast }),
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
