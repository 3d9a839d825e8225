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

/** Servers that have been started, and what is to be measured of them. */
export interface Started {
  targets: readonly Target[]
  stop: () => Promise<void>
}

/** How long it is measured. */
export interface Plan {
  /** How often the servers are started. How well V8 compiles the same code differs from process to process, by a tenth. */
  starts: number
  /** Of each start. */
  rounds: number
  /** Of each target in each round. */
  seconds: number
}

/** Seconds of load before anything counts: V8 needs this long to compile frequently called code. */
const WARM_UP = 3

/** Measures targets in alternating rounds, so that other work of the machine affects all of them. */
export async function measure(start: () => Promise<Started>, { starts, rounds, seconds }: Plan): Promise<Record<string, Measurement>> {
  const taken = new Map<string, { label: string, samples: Sample[] }>()
  for (let count = 0; count < starts; count++) {
    const { targets, stop } = await start()
    try {
      for (const { load } of targets) await sendLoad(load, WARM_UP)
      for (let round = 0; round < rounds; round++) {
        // In alternating order, so that no target always runs after the same one.
        for (const target of round % 2 === 0 ? targets : targets.toReversed()) {
          const { name, label } = target
          if (!taken.has(name)) taken.set(name, { label, samples: [] })
          taken.get(name)?.samples.push(await sample(target, seconds))
        }
      }
    }
    finally {
      await stop()
    }
  }
  return Object.fromEntries([...taken].map(([name, { label, samples }]) => [name, summary(label, samples)]))
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

/** A quantile, interpolated between two values. @param share from 0 to 1; 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const [lower = 0, upper = lower] = sorted.slice(below, below + 2)
  return lower + (upper - lower) * (position - below)
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}
