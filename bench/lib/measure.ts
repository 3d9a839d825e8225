import type { Loads } from './loads.ts'
import type { Load } from './load.ts'
import { median } from './quantile.ts'
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
  /** The same of `cpuPerRequest`. */
  cpuRounds?: number[]
  /** The same of the latency that one request of a hundred exceeds. */
  p99Rounds?: number[]
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
  /** Of load before anything counts: V8 needs it to compile frequently called code. @default 2 */
  warmUp?: number
}

const WARM_UP = 2

/** Of one round. */
export interface Sample {
  rate: number
  p50: number
  p99: number
  cpuPerRequest: number | undefined
}

/** Samples by target. */
export type Samples = Map<string, { label: string, samples: Sample[] }>

/** Measures targets in alternating rounds, so that other work of the machine affects all of them. */
export async function measure(loads: Loads, start: () => Promise<Started>, plan: Plan): Promise<Record<string, Measurement>> {
  const taken: Samples = new Map()
  for (let count = 0; count < plan.starts; count++) {
    const { targets, stop } = await start()
    try {
      await measureTargets(loads, targets, plan, taken)
    }
    finally {
      await stop()
    }
  }
  return summaries(taken)
}

/** The rounds of one start. @param taken where samples are added. */
export async function measureTargets(loads: Loads, targets: readonly Target[], { rounds, seconds, warmUp = WARM_UP }: Plan, taken: Samples): Promise<void> {
  for (const { load } of targets) await loads.send(load, warmUp)
  for (let round = 0; round < rounds; round++) {
    for (const target of inOrder(targets, round)) {
      const { name, label } = target
      if (!taken.has(name)) taken.set(name, { label, samples: [] })
      taken.get(name)?.samples.push(await sample(loads, target, seconds))
    }
  }
}

/** The order of a round: every other one is backwards, so that no target always runs after the same one. */
export function inOrder<Item>(targets: readonly Item[], round: number): Item[] {
  return round % 2 === 0 ? [...targets] : targets.toReversed()
}

/** What was measured, by target. */
export function summaries(taken: Samples): Record<string, Measurement> {
  return Object.fromEntries([...taken].map(([name, { label, samples }]) => [name, summary(label, samples)]))
}

async function sample(loads: Loads, { server, load }: Target, seconds: number): Promise<Sample> {
  const before = server.cpuTime()
  const { requests, duration, latency } = await loads.send(load, seconds)
  const after = server.cpuTime()
  return { rate: requests / duration, ...latency, cpuPerRequest: before === undefined || after === undefined ? undefined : (after - before) * 1000 / requests }
}

function summary(label: string, taken: readonly Sample[]): Measurement {
  const cpu = taken.map(({ cpuPerRequest }) => cpuPerRequest).filter(value => value !== undefined)
  const knowsCpu = cpu.length === taken.length
  return {
    label,
    requestsPerSecond: Math.round(median(taken.map(({ rate }) => rate))),
    latency: { p50: tenths(median(taken.map(({ p50 }) => p50))), p99: tenths(median(taken.map(({ p99 }) => p99))) },
    ...(knowsCpu ? { cpuPerRequest: Math.round(median(cpu)) } : {}),
    rounds: taken.map(({ rate }) => tenths(rate)),
    ...(knowsCpu ? { cpuRounds: cpu.map(tenths) } : {}),
    p99Rounds: taken.map(({ p99 }) => Math.round(p99 * 1000) / 1000),
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
