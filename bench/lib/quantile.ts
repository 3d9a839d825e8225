/** A quantile, interpolated between two values. @param share from 0 to 1; 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const [lower = 0, upper = lower] = sorted.slice(below, below + 2)
  return lower + (upper - lower) * (position - below)
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** Rounds to hundredths, which is as much as a measurement tells. */
export function hundredths(value: number): number {
  return Math.round(value * 100) / 100
}
