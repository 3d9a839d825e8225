/** The kinds of settings, each with its default (`initial`) and its validation. */
import { withoutTrailingSlash } from 'ufo'
import { isRecord } from '../../sdk/errors'
import { headerNameProblem } from './header-names'
import { isLoopback } from './loopback'
import type { SapccOrigin } from './origin-settings'
import { parseUrl } from '../../shared/parse-url'
import type { Setting, SettingSource } from './setting'
import { addressHeader, anyText, headerSafe } from './text-checks'
import type { TextCheck } from './text-checks'

/** A text with a default. @param initial the default. */
export function text(initial: string, check: TextCheck): Setting<string, string> {
  return { initial, read: (value, source) => readCheckedText(value, source, check) ?? initial }
}

/** A text that the app takes from Nuxt unchanged. Nuxt turns `1` and `true` from the environment into a number and a boolean: they are refused. */
export function publicText(initial: string, check: TextCheck = anyText): Setting<string, string> {
  return {
    initial,
    isUsedAsItIs: true,
    read(value, { problem }) {
      if (value === undefined) return initial
      const fault = typeof value !== 'string' ? wrongType(value) : value.trim() === '' ? 'is blank. Leave it out, or set it to nothing.' : check(value)
      if (fault !== undefined) problem(fault)
      return typeof value === 'string' ? value : initial
    },
  }
}

/** A text without which the server does not work. */
export function requiredText(check: TextCheck = anyText): Setting<string, string> {
  return required('', (value, source) => readCheckedText(value, source, check))
}

/** A text that may be left out. */
export function optionalText(check: TextCheck = anyText): Setting<string | undefined, string> {
  return { initial: '', read: (value, source) => readCheckedText(value, source, check) }
}

/** The name of a header that has addresses, in lower case; it may be left out. */
export function optionalAddressHeader(): Setting<string | undefined, string> {
  return { initial: '', read: (value, source) => readCheckedText(value, source, addressHeader)?.toLowerCase() }
}

/** A secret that callers send as a header; it may be left out. @param least characters in production. */
export function optionalSecret(least: number, advice: string): Setting<string | undefined, string> {
  return {
    initial: '',
    read(value, source) {
      const found = readCheckedText(value, source, headerSafe)
      if (found !== undefined && source.isProduction && found.length < least) source.problem(`is shorter than ${least} characters. ${advice}`)
      return found
    },
  }
}

/** One of several texts, of which the first one is the default. */
export function oneOf<Choice extends string>(...choices: readonly [Choice, Choice, ...Choice[]]): Setting<Choice, Choice> {
  const [initial] = choices
  return {
    initial,
    read(value, source) {
      const found = readText(value, source)
      if (found === undefined) return initial
      const choice = choices.find(known => known === found)
      if (choice === undefined) source.problem(`is neither ${choices.map(known => JSON.stringify(known)).join(' nor ')}.`)
      return choice ?? initial
    },
  }
}

/** What an address is checked for. */
interface AddressOptions {
  /** Whether plain http is refused, except for this machine. */
  secure?: boolean
  /** An address that error messages show. */
  example?: string
}

/** The http(s) address of the shop without a slash at its end, or of each of its origins, which `parseOrigins` reads one by one. */
export function origins(): Setting<string | undefined, string | readonly (string | SapccOrigin)[]> {
  return {
    initial: '',
    read: (value, source) => readOrigin(value, source, {}, 'https://shop.example.com. Set a base path in `app.baseURL` (NUXT_APP_BASE_URL).'),
  }
}

/** An http(s) address without which the server does not work. */
export function requiredAddress(options: AddressOptions): Setting<string, string> {
  return required('', (value, source) => readAddress(value, source, options))
}

/** An http(s) address that is compared byte by byte by another server: checked, and left exactly as it is. */
export function exactAddress(example: string): Setting<string | undefined, string> {
  return {
    initial: '',
    read(value, source) {
      const found = readText(value, source)
      if (found !== undefined && !httpUrl(found)) source.problem(`is not an http(s) address, for example ${example}.`)
      return found
    },
  }
}

/** An origin that may be left out, without a slash at its end. */
export function optionalOrigin(example: string): Setting<string | undefined, string> {
  return {
    initial: '',
    read: (value, source) => readOrigin(value, source, { example }, `${example}.`),
  }
}

/** A number above 0. */
export function positiveNumber(initial: number): Setting<number, number> {
  return number(initial, { check: found => found > 0 ? undefined : 'is 0. It has to be more.' })
}

/** Whole numbers from 1 on. */
export function count(initial: number): Setting<number, number> {
  return number(initial, { check: found => Number.isInteger(found) && found > 0 ? undefined : 'is not a whole number from 1 on.' })
}

/** Timers of JavaScript that are longer fire at once. Milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Milliseconds that a timer can be set to. @param least what it has to be more than or equal to. */
export function milliseconds(initial: number, least: 0 | 1): Setting<number, number> {
  return number(initial, { check: found => found >= least && found <= LONGEST_TIMER ? undefined : `is not a number of milliseconds from ${least} to ${LONGEST_TIMER}.` })
}

/** Bytes of which fewer are no use. */
export function bytes(initial: number, least: number): Setting<number, number> {
  return number(initial, { check: found => found >= least ? undefined : `is less than ${least} bytes, for which it could never be enough.` })
}

/** What a number is read with. */
interface NumberOptions {
  /** As a {@link TextCheck}. */
  check?: (value: number) => string | undefined
  /** Made of what was configured. */
  change?: (value: number) => number
}

/** A number from 0 on. @param initial the default. */
export function number(initial: number, { check = () => undefined, change = value => value }: NumberOptions = {}): Setting<number, number> {
  return {
    initial,
    read(value, source) {
      const found = readNumber(value, source)
      if (found === undefined) return initial
      reportFault(check(found), source)
      return change(found)
    },
  }
}

/** A number from 0 on that may be left out. */
export function optionalNumber(): Setting<number | undefined, number | ''> {
  return { initial: '', read: readNumber }
}

export function boolean(initial: boolean): Setting<boolean, boolean> {
  return { initial, read: (value, source) => readBoolean(value, source) ?? initial }
}

/** Yes or no; without a value the server finds it out. */
export function optionalBoolean(): Setting<boolean | undefined, boolean | ''> {
  return { initial: '', read: readBoolean }
}

/** Several names, as a list or separated by commas. @param check of each name. */
export function list(check: TextCheck = anyText): Setting<readonly string[], string | readonly string[]> {
  return { initial: [], read: (value, source) => readCheckedNames(value, source, check) }
}

/** Several names, or a word that stands for all of them. @param check of each name. */
export function listOr<Word extends string>(word: Word, check: TextCheck): Setting<readonly string[] | Word, string | readonly string[]> {
  return {
    initial: [],
    read(value, source) {
      const found = readCheckedNames(value, source, check)
      const isWord = found.some(name => name.toLowerCase() === word)
      if (isWord && found.length > 1) source.problem(`has other names beside ${JSON.stringify(word)}, which stands for all of them.`)
      return isWord ? word : found
    },
  }
}

/** Several texts, or one, without which the server does not work. @param check is given what was found, at least one. */
export function requiredList(missing: string, check: (found: readonly [string, ...string[]], source: SettingSource) => void): Setting<readonly [string, ...string[]], string | readonly string[]> {
  return {
    initial: '',
    isRequired: true,
    read(value, source) {
      const [first, ...others] = readList(value, source)
      if (first === undefined) {
        source.problem(missing)
        return ['']
      }
      check([first, ...others], source)
      return [first, ...others]
    },
  }
}

/** Names of headers, in lower case. */
export function headerNames(): Setting<readonly string[], string | readonly string[]> {
  return {
    initial: [],
    read(value, source) {
      const names = readNames(value, source).map(name => name.toLowerCase())
      for (const name of names) {
        const problem = headerNameProblem(name)
        if (problem !== undefined) source.problem(`cannot be used: ${problem}.`)
      }
      return names
    },
  }
}

/** Codes by names of the shop's own. @param example for messages. */
export function codes(example: string, check: TextCheck): Setting<Readonly<Record<string, string>>, Readonly<Record<string, string>>> {
  return {
    initial: {},
    hasFreeKeys: true,
    read(value, source) {
      if (!isRecord(value)) return readTexts(value, source, example)
      const entries = Object.entries(value)
      const wrong = entries.filter(([, code]) => typeof code !== 'string' || check(code) !== undefined)
      if (wrong.length > 0) source.problem(`needs a code for ${wrong.map(([name]) => name).join(', ')}, for example ${example}.`)
      return Object.fromEntries(entries.map(([name, code]) => [name, String(code)]))
    },
  }
}

/** Texts by names of the shop's own. @param example for messages. */
export function texts(example: string): Setting<Readonly<Record<string, string>>, Readonly<Record<string, string>>> {
  return { initial: {}, hasFreeKeys: true, read: (value, source) => readTexts(value, source, example) }
}

/** Whole seconds by names of the shop's own. @param example for messages. @param least of each. */
export function seconds(example: string, least = 1): Setting<Readonly<Record<string, number>>, Readonly<Record<string, number>>> {
  return {
    initial: {},
    hasFreeKeys: true,
    read: (value, source) => Object.fromEntries(Object.entries(readTexts(value, source, example)).map(([name, entry]) => {
      const found = Number(entry)
      if (!Number.isInteger(found) || found < least) source.problem(`needs whole seconds for ${name}, for example ${example}.`)
      return [name, found]
    })),
  }
}

function required<Value>(initial: Value, read: (value: unknown, source: SettingSource) => Value | undefined): Setting<Value, Value> {
  return {
    initial,
    isRequired: true,
    read(value, source) {
      if (value === undefined) source.problem('is missing.')
      return read(value, source) ?? initial
    },
  }
}

/** Nuxt reads variables that look like numbers or booleans as such; a client secret is neither. */
function readText(value: unknown, { variable, problem }: SettingSource): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string') return value.trim()
  if ((typeof value === 'number' || typeof value === 'boolean') && variable !== undefined) return variable.trim()
  if (Number.isSafeInteger(value)) return String(value)
  problem(wrongType(value))
  return undefined
}

function readCheckedText(value: unknown, source: SettingSource, check: TextCheck): string | undefined {
  const found = readText(value, source)
  if (found !== undefined) reportFault(check(found), source)
  return found
}

function readCheckedNames(value: unknown, source: SettingSource, check: TextCheck): string[] {
  const names = readNames(value, source)
  for (const name of names) reportFault(check(name), source)
  return names
}

function reportFault(fault: string | undefined, { problem }: SettingSource): void {
  if (fault !== undefined) problem(fault)
}

function wrongType(value: unknown): string {
  return `is ${typeof value === 'object' ? 'an' : 'a'} ${typeof value} instead of a string. Write it in quotes, also in the environment: '"…"'.`
}

function readAddress(value: unknown, source: SettingSource, { secure = false, example }: AddressOptions): string | undefined {
  const found = readText(value, source)
  if (found === undefined) return undefined
  const url = httpUrl(found)
  if (!url) {
    source.problem(`is not an http(s) address${example ? `, for example ${example}` : ''}.`)
  }
  else if (secure && url.protocol === 'http:' && !isLoopback(url.hostname)) {
    source.problem('must be https, because tokens are sent to it. Plain http is allowed for this machine only (localhost, 127.0.0.1, [::1]).')
  }
  else if (url.username !== '' || url.password !== '') {
    source.problem('has a user name or a password in it, which are not sent. Leave them out.')
  }
  else if (/[?#]/.test(found)) {
    source.problem('has a query or a fragment: paths are added to its end. Leave it out.')
  }
  return withoutTrailingSlash(found)
}

/** @param advice rest of the sentence about a path, after "for example". A query or a fragment is reported by {@link readAddress}. */
function readOrigin(value: unknown, source: SettingSource, options: AddressOptions, advice: string): string | undefined {
  const found = readAddress(value, source, options)
  const url = found === undefined ? undefined : httpUrl(found)
  if (url && url.pathname !== '/') source.problem(`has more than an origin, for example ${advice}`)
  return found
}

function httpUrl(text: string): URL | undefined {
  const url = parseUrl(text)
  return url && /^https?:$/.test(url.protocol) ? url : undefined
}

function readNumber(value: unknown, { problem }: SettingSource): number | undefined {
  if (value === undefined) return undefined
  const found = typeof value === 'string' ? Number(value) : value
  if (typeof found === 'number' && Number.isFinite(found) && found >= 0) return found
  problem('is not a number, or is negative.')
  return undefined
}

function readBoolean(value: unknown, { problem }: SettingSource): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  if (value === 'true' || value === 1) return true
  if (value === 'false' || value === 0) return false
  problem('is neither true nor false.')
  return undefined
}

function readList(value: unknown, source: SettingSource): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) return readEntries([value], source)
  // The variable has the text of the whole list, so no entry can be taken back from it.
  return readEntries(value, { ...source, variable: undefined })
}

function readEntries(entries: readonly unknown[], source: SettingSource): string[] {
  return entries.map(entry => readText(entry, source)).filter(entry => entry !== undefined)
}

/** A name has no comma: in a variable a comma is easier to write than JSON. */
function readNames(value: unknown, source: SettingSource): string[] {
  // Nuxt leaves JSON that it cannot read as it is.
  if (typeof value === 'string' && /^\s*\[/.test(value)) source.problem('begins like a list in JSON, but cannot be read as one.')
  return readList(value, source).flatMap(text => text === '' ? [text] : text.split(',').map(name => name.trim()).filter(name => name !== ''))
}

function readTexts(value: unknown, { problem }: SettingSource, example: string): Record<string, string> {
  if (value === undefined) return {}
  if (!isRecord(value)) {
    problem(`is not an object of strings, for example ${example}.`)
    return {}
  }
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => {
    if (typeof entry === 'object') problem(`needs a string for ${name}, for example ${example}.`)
    return [name, String(entry)]
  }))
}
