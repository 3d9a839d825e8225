import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { nuxtOf } from './installed-shops.ts'
import type { InstalledShop } from './installed-shops.ts'
import { afterAnswerScenarios } from './scenarios/after-answer.ts'
import { composablesInBrowser } from './scenarios/composables.ts'
import { frozenScenarios } from './scenarios/frozen.ts'
import { refusesKv } from './scenarios/kv.ts'
import type { Scenario, ScenarioName } from './scenarios/index.ts'

const folder = fileURLToPath(new URL('.', import.meta.url)).replace(/[\\/]$/, '')
const installed = (...path: string[]) => join(folder, 'node_modules', ...path)
const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version: string } | undefined> }
const host = (file: string) => join(folder, 'hosts', file)

/** A build of the shop. */
export interface ShopBuild {
  /** Nitro's name of the platform. */
  preset: string
  /** What else is in Nitro's configuration. */
  nitro?: Record<string, unknown>
  /** The server's entry, below the folder of the output. */
  entry?: string
  /** Where the server goes, below the folder of the output: of platforms that have it next to the shop otherwise. */
  serverDir?: string
  /** The shop with a Nuxt of its own, instead of the one with this repository's. */
  shop?: InstalledShop
}

/** Source maps, which a shop has by default. The other builds leave them out, to be quicker. */
const sourceMap = true

export const builds = {
  'node-server': { preset: 'node-server', nitro: { sourceMap } },
  'node-cluster': { preset: 'node-cluster', nitro: { plugins: [join(folder, 'shop', 'redis-mount.ts')] } },
  'bun': { preset: 'bun' },
  'deno-server': { preset: 'deno-server' },
  // With KV, which is no place for sessions.
  'cloudflare': { preset: 'cloudflare-module', nitro: { sourceMap, cloudflare: { deployConfig: false, nodeCompat: true }, storage: { sapcc: { driver: 'cloudflare-kv-binding', binding: 'SESSIONS' } } } },
  'cloudflare-plain': { preset: 'cloudflare-module', nitro: { cloudflare: { deployConfig: false, nodeCompat: false } } },
  'cloudflare-pages': { preset: 'cloudflare-pages', nitro: { cloudflare: { deployConfig: false, nodeCompat: true } }, entry: '_worker.js/index.js' },
  'vercel': { preset: 'vercel', entry: 'functions/__fallback.func/index.mjs' },
  'vercel-edge': { preset: 'vercel-edge', entry: 'functions/__fallback.func/index.mjs' },
  'netlify': { preset: 'netlify', entry: 'server/main.mjs' },
  'netlify-edge': { preset: 'netlify-edge', entry: 'server/server.js', serverDir: 'server' },
  'aws-lambda': { preset: 'aws-lambda' },
  'aws-lambda-streaming': { preset: 'aws-lambda', nitro: { awsLambda: { streaming: true } } },
  'nuxt3': { preset: 'node-server', shop: 'nuxt3' },
  'nuxt3-newest': { preset: 'node-server', shop: 'nuxt3-newest' },
  'nuxt4': { preset: 'node-server', shop: 'nuxt4' },
  'nuxt4.1': { preset: 'node-server', shop: 'nuxt4.1' },
  'nuxt4.2': { preset: 'node-server', shop: 'nuxt4.2' },
  'nuxt4.3': { preset: 'node-server', shop: 'nuxt4.3' },
  'nuxt4.4': { preset: 'node-server', shop: 'nuxt4.4' },
  'nuxt5': { preset: 'node-server', shop: 'nuxt5' },
  'nuxt5-cloudflare': { preset: 'cloudflare-module', shop: 'nuxt5', nitro: { cloudflare: { deployConfig: false, nodeCompat: true } } },
  'nuxt5-vercel': { preset: 'vercel', shop: 'nuxt5', entry: 'functions/__server.func/index.mjs' },
  'nuxt5-netlify': { preset: 'netlify', shop: 'nuxt5', entry: 'server/main.mjs' },
  'nuxt5-aws-lambda': { preset: 'aws-lambda', shop: 'nuxt5' },
} as const satisfies Record<string, ShopBuild>

export type BuildName = keyof typeof builds

/** A limit of a platform's. */
export interface Limit {
  /** As the table in docs/platforms.md says it. */
  why: string
  /** What the scenario fails with; anything else is a failure of the module's. */
  error: RegExp
}

/** A runtime that the shop has to work on. */
export interface Target {
  /** As the table in docs/platforms.md names it. */
  title: string
  build: BuildName
  /** Of the runtime, with its name. */
  version: () => string
  /** The program, and what it is started with. */
  start: (entry: string) => { node?: string, args: string[] }
  env?: Record<string, string>
  /** MB of the largest body that the platform takes and gives. @default 20 both ways */
  largest?: { up?: number, down?: number }
  /** What the platform cannot do. These scenarios are run all the same, and must fail as it is said: a limit that is gone is to be taken out here. */
  limits?: Partial<Record<ScenarioName, Limit>>
  /** What only this platform has to do, beside what all of them have to. */
  own?: Record<string, Scenario>
  /** It runs several processes, which share a Redis. */
  needsRedis?: boolean
  /** The only machines that its runtime is installed on: `linux-x64`. */
  onlyOn?: string
  /** Only in the run of everything. */
  isRare?: boolean
  /** It is tried in Chromium, too. */
  needsBrowser?: boolean
}

const onNode = (script: string, ...flags: string[]): Target['start'] => entry => ({ args: [script, entry, ...flags] })

/** A platform that freezes the process of a function between events. @param command the program that runs the function, and its arguments. */
const frozenRun = (command: (entry: string) => string[]): Pick<Target, 'start' | 'own'> => ({ start: entry => ({ args: [host('frozen.ts'), ...command(entry)] }), own: frozenScenarios })

const frozen = (script: string, ...flags: string[]): Pick<Target, 'start' | 'own'> => frozenRun(entry => [process.execPath, host(script), entry, ...flags])

/** Versions of Nuxt for which Nuxt's own part of the composables has to be tried in a browser. */
const inBrowser: Pick<Target, 'own' | 'needsBrowser'> = { own: { 'composables in Chromium': composablesInBrowser }, needsBrowser: true }

/** Nitro's entries for these platforms give the module no signal when a client disconnects. */
const NO_ABORT: Limit = { why: 'is not told when a client leaves', error: /did not happen within \d+ ms: the call to SAP is given up/ }

const NO_BINARY: Limit = { why: 'takes text bodies only', error: /^500 instead of 201: .*InternalError/ }

const NO_STREAM: Limit = { why: 'sends answers in one piece', error: /^all pieces came at once/ }

const [NODE_20, NODE_24] = ['node20-linux-x64', 'node24-linux-x64']

export const targets: readonly Target[] = [
  { title: 'Node', build: 'node-server', version: nodeVersion, start: entry => ({ args: [entry] }) },
  { title: 'Node', build: 'node-server', version: () => nodeVersion(versionOf(NODE_20)), start: entry => ({ node: nodeOf(NODE_20), args: [entry] }), onlyOn: 'linux-x64' },
  { title: 'Node', build: 'node-server', version: () => nodeVersion(versionOf(NODE_24)), start: entry => ({ node: nodeOf(NODE_24), args: [entry] }), onlyOn: 'linux-x64' },
  { title: 'Node, three processes with Redis', build: 'node-cluster', version: nodeVersion, start: entry => ({ args: [entry] }), env: { NITRO_CLUSTER_WORKERS: '3' }, needsRedis: true },
  { title: 'Bun', build: 'bun', version: bunVersion, start: entry => ({ node: bun(), args: ['run', entry] }), limits: { 'client goes away': NO_ABORT } },
  { title: 'Bun, preset `node-server`', build: 'node-server', version: bunVersion, start: entry => ({ node: bun(), args: ['run', entry] }) },
  { title: 'Deno', build: 'deno-server', version: () => `Deno ${versionOf('deno')}`, start: entry => ({ node: deno(), args: denoArgs(entry) }), limits: { 'client goes away': NO_ABORT } },
  { title: 'Deno, preset `node-server`', build: 'node-server', version: () => `Deno ${versionOf('deno')}`, start: entry => ({ node: deno(), args: denoArgs(entry) }), isRare: true },
  { title: 'Cloudflare Workers', build: 'cloudflare', version: workerdVersion, start: onNode(host('workers.mjs'), 'nodejs_compat'), limits: { 'client goes away': NO_ABORT }, own: { ...afterAnswerScenarios, 'KV is no place for sessions': refusesKv } },
  { title: 'Cloudflare Workers without `nodejs_compat`', build: 'cloudflare-plain', version: workerdVersion, start: onNode(host('workers.mjs')), limits: { 'client goes away': NO_ABORT }, own: afterAnswerScenarios },
  { title: 'Cloudflare Pages', build: 'cloudflare-pages', version: workerdVersion, start: onNode(host('workers.mjs'), 'nodejs_compat'), limits: { 'client goes away': NO_ABORT }, own: afterAnswerScenarios },
  { title: 'Vercel', build: 'vercel', version: nodeVersion, ...frozen('vercel.ts'), largest: { up: 4 } },
  { title: 'Vercel Edge', build: 'vercel-edge', version: () => `edge-runtime ${versionOf('edge-runtime')}`, ...frozen('vercel-edge.mjs'), largest: { up: 4 }, limits: { 'client goes away': NO_ABORT } },
  { title: 'Netlify', build: 'netlify', version: nodeVersion, ...frozen('netlify.ts'), largest: { up: 4 }, limits: { 'client goes away': NO_ABORT } },
  { title: 'Netlify Edge', build: 'netlify-edge', version: () => `Deno ${versionOf('deno')}`, ...frozenRun(entry => [deno(), ...denoArgs(host('netlify-edge.mjs')), entry]), limits: { 'client goes away': NO_ABORT } },
  { title: 'AWS Lambda', build: 'aws-lambda', version: nodeVersion, ...frozen('aws-lambda.ts'), largest: { up: 4, down: 4 }, limits: { 'client goes away': NO_ABORT, 'proxy: stream': NO_STREAM, 'proxy: binary upload': NO_BINARY } },
  { title: 'AWS Lambda behind a REST API', build: 'aws-lambda', version: nodeVersion, ...frozen('aws-lambda.ts', 'rest'), largest: { up: 4, down: 4 }, limits: { 'client goes away': NO_ABORT, 'proxy: stream': NO_STREAM, 'proxy: binary upload': NO_BINARY } },
  { title: 'AWS Lambda, streaming', build: 'aws-lambda-streaming', version: nodeVersion, ...frozen('aws-lambda.ts'), largest: { up: 4 }, limits: { 'client goes away': NO_ABORT, 'proxy: binary upload': NO_BINARY } },
  { title: 'Nuxt 3, oldest', build: 'nuxt3', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt3')}`, start: entry => ({ args: [entry] }), ...inBrowser },
  { title: 'Nuxt 3, newest', build: 'nuxt3-newest', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt3-newest')}`, start: entry => ({ args: [entry] }), ...inBrowser, isRare: true },
  { title: 'Nuxt 4.0', build: 'nuxt4', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt4')}`, start: entry => ({ args: [entry] }), ...inBrowser },
  { title: 'Nuxt 4.1', build: 'nuxt4.1', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt4.1')}`, start: entry => ({ args: [entry] }), ...inBrowser, isRare: true },
  { title: 'Nuxt 4.2', build: 'nuxt4.2', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt4.2')}`, start: entry => ({ args: [entry] }), ...inBrowser, isRare: true },
  { title: 'Nuxt 4.3', build: 'nuxt4.3', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt4.3')}`, start: entry => ({ args: [entry] }), ...inBrowser, isRare: true },
  { title: 'Nuxt 4.4', build: 'nuxt4.4', version: () => `${nodeVersion()}, nuxt ${nuxtOf('nuxt4.4')}`, start: entry => ({ args: [entry] }), ...inBrowser, isRare: true },
  { title: 'Nuxt 5, nightly', build: 'nuxt5', version: () => `${nodeVersion()}, nuxt ${nightlyVersion()}`, start: entry => ({ args: [entry] }), ...inBrowser },
  { title: 'Nuxt 5 on Cloudflare Workers', build: 'nuxt5-cloudflare', version: workerdVersion, start: onNode(host('workers.mjs'), 'nodejs_compat'), limits: { 'client goes away': NO_ABORT }, own: afterAnswerScenarios },
  { title: 'Nuxt 5 on Vercel', build: 'nuxt5-vercel', version: nodeVersion, ...frozen('vercel.ts'), largest: { up: 4 }, limits: { 'client goes away': NO_ABORT }, isRare: true },
  { title: 'Nuxt 5 on Netlify', build: 'nuxt5-netlify', version: nodeVersion, ...frozen('netlify.ts'), largest: { up: 4 }, limits: { 'client goes away': NO_ABORT }, isRare: true },
  { title: 'Nuxt 5 on AWS Lambda', build: 'nuxt5-aws-lambda', version: nodeVersion, ...frozen('aws-lambda.ts'), largest: { up: 4, down: 4 }, limits: { 'client goes away': NO_ABORT, 'proxy: stream': NO_STREAM }, isRare: true },
]

/** Without its last number: that changes every few weeks, and the document with it. @param version of the Node that this runs on, unless it is another. */
function nodeVersion(version: string = process.versions.node): string {
  return `Node ${version.split('.', 1)[0]}`
}

function bunVersion(): string {
  return `Bun ${versionOf('bun')}`
}

function workerdVersion(): string {
  return `workerd ${versionOf('workerd')}`
}

/** Of Nuxt 5: without the hash of its commit. */
function nightlyVersion(): string {
  return nuxtOf('nuxt5').replace(/\.[\da-f]+$/, '')
}

/** Of a runtime, by the lockfile it is installed from. */
function versionOf(name: string): string {
  return lock.packages[`node_modules/${name}`]!.version
}

function nodeOf(name: string): string {
  return installed(name, 'bin', 'node')
}

function bun(): string {
  return installed('@oven', `bun-${process.platform}-${process.arch === 'arm64' ? 'aarch64' : process.arch}`, 'bin', process.platform === 'win32' ? 'bun.exe' : 'bun')
}

function deno(): string {
  const platform = process.platform === 'linux' ? `linux-${process.arch}-glibc` : `${process.platform}-${process.arch}`
  return installed('@deno', platform, 'deno')
}

/** As the `start` task that Nitro writes. */
function denoArgs(entry: string): string[] {
  return ['run', '--allow-net', '--allow-read', '--allow-write', '--allow-env', '--unstable-byonm', '--unstable-node-globals', entry]
}
