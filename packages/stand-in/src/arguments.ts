import { parseArgs } from 'node:util'

/** Each option of the command line, and the variable that it stands for; README.md explains them. */
const VARIABLES = {
  'port': 'PORT',
  'host': 'HOST',
  'generation': 'SAP_GENERATION',
  'access-token-ttl': 'ACCESS_TOKEN_TTL',
  'refresh-token-ttl': 'REFRESH_TOKEN_TTL',
  'clock-skew': 'CLOCK_SKEW',
  'rotate-refresh-tokens': 'ROTATE_REFRESH_TOKENS',
  'shared-tokens': 'SHARED_TOKENS',
  'redirect-uris': 'REDIRECT_URIS',
  'allowed-origins': 'ALLOWED_ORIGINS',
  'login-page-uri': 'LOGIN_PAGE_URI',
  'replay-ends-family': 'REPLAY_ENDS_FAMILY',
} as const

export const USAGE = `Usage: nuxt-sapcc-stand-in [options]

Options, each of them also as a variable of the environment:
${Object.entries(VARIABLES).map(([name, variable]) => `  --${name.padEnd(24)}${variable}`).join('\n')}
  --help

https://github.com/nuxt-sapcc/nuxt-sapcc/tree/main/packages/stand-in#readme explains them.`

/**
 * Reads the arguments of the command line, e.g. `--port 9010 --generation legacy`.
 *
 * @returns the variables that they stand for, for `optionsFromEnvironment`; `undefined` when help is asked for.
 * @throws TypeError that names an option which does not exist or has no value.
 */
export function variablesFromArguments(args: string[]): Record<string, string> | undefined {
  const options = Object.fromEntries(Object.keys(VARIABLES).map(name => [name, { type: 'string' as const }]))
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } })
  if (values.help) return undefined
  return Object.fromEntries(Object.entries(VARIABLES).flatMap(([name, variable]) => {
    const value = (values as Record<string, unknown>)[name]
    return typeof value === 'string' ? [[variable, value]] : []
  }))
}
