/** What a row's number has to be. */
export type Goal = { atLeast: number } | { atMost: number }

/** One line of the bench's table: a number that can be compared between machines, or has a goal. */
export interface Row {
  name: string
  /** The part of the bench that measured it. */
  part: string
  label: string
  value: number
  /** `ratio`: of one server to another, measured in the same windows. */
  unit: 'ratio' | 'bytes' | 'requests' | 'ms' | 'seconds'
  /** Whether a larger number is better. */
  better: 'more' | 'less'
  goal?: Goal
  isReached?: boolean
  /** The range of the middle half of the windows. */
  quartiles?: [number, number]
  /** The ratio of the CPU time per request, so that it means the same as `value`: more is better where that is so of `value`. */
  cpuRatio?: number
  /** The goal is one for `cpuRatio`. */
  by?: 'cpu'
  /** What the number was made of, for people. */
  note?: string
}

/** Decides whether a row reaches its goal. @returns the row with the decision; as it is without a goal. */
export function judged(row: Row): Row {
  if (!row.goal) return row
  const value = decisive(row)
  return { ...row, isReached: 'atLeast' in row.goal ? value >= row.goal.atLeast : value <= row.goal.atMost }
}

/** The number of a row that its goal, and a comparison with an earlier run, are about. */
export function decisive({ value, cpuRatio, by }: Row): number {
  return by === 'cpu' && cpuRatio !== undefined ? cpuRatio : value
}

/** Whether a row's number says the same on every machine: milliseconds and seconds do not. */
export function isComparable({ unit }: Row): boolean {
  return unit !== 'ms' && unit !== 'seconds'
}

/** A row's number, with its unit. */
export function printed(value: number, unit: Row['unit']): string {
  switch (unit) {
    // A ratio that is just not 1 says so.
    case 'ratio': return value.toFixed(value !== 1 && Math.abs(value - 1) < 0.005 ? 3 : 2)
    case 'bytes': return Math.abs(value) >= 10_000 ? `${(value / 1024).toFixed(0)} KB` : Math.abs(value) >= 1000 ? `${(value / 1024).toFixed(1)} KB` : `${value} bytes`
    case 'ms': return `${Math.round(value)} ms`
    case 'seconds': return `${value.toFixed(1)} s`
    case 'requests': return String(value)
  }
}

/** A row's goal in words; `–` without one. */
export function printedGoal({ goal, unit, by }: Row): string {
  if (!goal) return '–'
  const [word, value] = 'atLeast' in goal ? ['at least', goal.atLeast] as const : ['at most', goal.atMost] as const
  return `${word} ${unit === 'ratio' ? value : printed(value, unit)}${by === 'cpu' ? ' by CPU' : ''}`
}
