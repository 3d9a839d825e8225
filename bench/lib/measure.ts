import { sendLoad } from './load.ts'
import type { Load } from './load.ts'
import type { BenchServer } from './servers.ts'

/** Something to be measured. */
export interface Target {
  name: string
  /** What the chart and the table call it. */
  label: string
  server: BenchServer
  load: Load
}

/** Medians of all rounds. */
export interface Measurement {
  label: string
  requestsPerSecond: number
  /** Milliseconds. */
  latency: { p50: number, p99: number }
  /** Of the server's process, in microseconds; where the system tells. */
  cpuPerRequest?: number
  /** Requests per second of each round, to judge the noise by. */
  rounds: number[]
}

/** How long it is measured. */
export interface Plan {
  rounds: number
  /** Of each target in each round. */
  seconds: number
}

/** Seconds of load before anything counts: V8 takes that long to compile what is hot. */
const WARM_UP = 3

/** Measures targets in alternating rounds, so that whatever else the machine does meets all of them. */
export async function measure(targets: readonly Target[], { rounds, seconds }: Plan): Promise<Record<string, Measurement>> {
  for (const { load } of targets) await sendLoad(load, WARM_UP)
  const samples = new Map<Target, Sample[]>(targets.map(target => [target, []]))
  for (let round = 0; round < rounds; round++) {
    // Back and forth: nobody always comes after the same neighbour.
    for (const target of round % 2 === 0 ? targets : targets.toReversed()) samples.get(target)?.push(await sample(target, seconds))
  }
  return Object.fromEntries([...samples].map(([{ name, label }, taken]) => [name, summary(label, taken)]))
}

interface Sample {
  rate: number
  p50: number
  p99: number
  cpuPerRequest: number | undefined
}

async function sample({ server, load }: Target, seconds: number): Promise<Sample> {
  const before = server.cpuTime()
  const { requests, duration, latency } = await sendLoad(load, seconds)
  const after = server.cpuTime()
  return { rate: requests / duration, ...latency, cpuPerRequest: before === undefined || after === undefined ? undefined : (after - before) * 1000 / requests }
}

function summary(label: string, taken: Sample[]): Measurement {
  const cpu = taken.map(({ cpuPerRequest }) => cpuPerRequest).filter(value => value !== undefined)
  return {
    label,
    requestsPerSecond: Math.round(median(taken.map(({ rate }) => rate))),
    latency: { p50: median(taken.map(({ p50 }) => p50)), p99: median(taken.map(({ p99 }) => p99)) },
    ...(cpu.length === 0 ? {} : { cpuPerRequest: Math.round(median(cpu)) }),
    rounds: taken.map(({ rate }) => Math.round(rate)),
  }
}

/** Of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
