import { joinURL, withoutTrailingSlash } from 'ufo'
import { isRecord } from '../runtime/sdk/errors'
import type { ModuleOptions } from './options'

/** Returns what is wrong with a value as the rest of a sentence, or `undefined`. */
type Check = (value: unknown) => string | undefined

/** A group of options: a check for each. */
type Group = Readonly<Record<string, Check>>

const isBoolean: Check = value => typeof value === 'boolean' ? undefined : 'is neither true nor false.'
const isText: Check = value => typeof value === 'string' ? undefined : 'is not a string.'
/** What is in it is checked elsewhere. */
const isObject: Check = value => isRecord(value) ? undefined : 'is not an object.'

/**
 * Routes are registered below the path: without a name of its own they would take all of the shop's pages. Browsers resolve
 * `.` and `..`, and write other characters in another way than the router compares them, so that such a route is never met.
 */
const isPath: Check = value => typeof value === 'string' && /^\/?(?:(?!\.{1,2}(?:\/|$))[\w.~@!$+,=-]+(?:\/(?!$)|\/?$))+$/.test(value)
  ? undefined
  : `is ${JSON.stringify(value)}, which is not a path such as '/api/sapcc'.`

const isPathOrFalse: Check = value => value === false || isPath(value) === undefined
  ? undefined
  : `is ${JSON.stringify(value)}, which is neither a path such as '/api/occ', the default, nor false.`

const areLocations: Check = (value) => {
  const locations: unknown[] = Array.isArray(value) ? value : [value]
  return locations.every(location => typeof location === 'string' && location.trim() !== '') ? undefined : 'is neither the path or URL of a document nor a list of them.'
}

const TELEMETRY: Group = { continueTraces: isBoolean }
const AUTH: Group = { global: isBoolean, loginPage: isText, loadUser: isBoolean }

/** `cart` is checked with the settings that it sets, and the lists of `operations` with the operations that there are. */
const OPTIONS: Readonly<Record<keyof ModuleOptions, Check | Group>> = {
  apiPath: isPath,
  proxyPath: isPathOrFalse,
  openapi: areLocations,
  operations: isObject,
  ownNames: isBoolean,
  telemetry: value => typeof value === 'boolean' || isRecord(value) ? undefined : 'is neither true nor false, nor an object with `continueTraces`.',
  devtools: isBoolean,
  cart: isObject,
  auth: AUTH,
}

/**
 * Checks `sapcc` in `nuxt.config.ts`, where a value may be of any type. Names that are no option are for `optionHints`.
 *
 * @throws Error that names the first option with a wrong value.
 */
export function checkOptions(options: ModuleOptions): void {
  checkGroup({ ...options }, OPTIONS, 'sapcc')
  if (isRecord(options.telemetry)) checkGroup(options.telemetry, TELEMETRY, 'sapcc.telemetry')
  const { apiPath, proxyPath } = options
  if (proxyPath !== false && normalized(apiPath).toLowerCase() === normalized(proxyPath).toLowerCase()) throw wrongOption('sapcc.proxyPath', 'is the same as `sapcc.apiPath`.')
}

function checkGroup(values: Record<string, unknown>, group: Group | typeof OPTIONS, path: string): void {
  for (const [name, check] of Object.entries<Check | Group>(group)) {
    const value = values[name]
    if (value === undefined || value === null) continue
    const option = `${path}.${name}`
    if (typeof check !== 'function' && isRecord(value)) checkGroup(value, check, option)
    else {
      const fault = typeof check === 'function' ? check(value) : isObject(value)
      if (fault !== undefined) throw wrongOption(option, fault)
    }
  }
}

function wrongOption(option: string, fault: string): Error {
  return new Error(`nuxt-sapcc: \`${option}\` ${fault}`)
}

function normalized(path: string): string {
  return withoutTrailingSlash(joinURL('/', path))
}
