import { parseArgs } from 'node:util'

/** The options of the command line; README.md explains them. */
const OPTIONS = [
  'port',
  'host',
  'generation',
  'access-token-ttl',
  'refresh-token-ttl',
  'clock-skew',
  'rotate-refresh-tokens',
  'shared-tokens',
  'redirect-uris',
  'allowed-origins',
  'login-page-uri',
  'password-path',
  'respects-prompt',
  'replay-ends-family',
]

/** The variable that an option stands for: `SAP_ACCESS_TOKEN_TTL` of `access-token-ttl`. */
const variableOf = (option: string) => `SAP_${option.toUpperCase().replaceAll('-', '_')}`

export const USAGE = `Usage: nuxt-sapcc-stand-in [options]

Options, each of them also as a variable of the environment:
${OPTIONS.map(option => `  --${option.padEnd(24)}${variableOf(option)}`).join('\n')}
  --help

https://github.com/nuxt-sapcc/nuxt-sapcc/tree/main/packages/stand-in#readme explains them.`

/**
 * Reads the arguments of the command line, e.g. `--port 9010 --generation legacy`.
 *
 * @returns the variables that they stand for, for `optionsFromEnvironment`; `undefined` when help is asked for.
 * @throws TypeError that names an option which does not exist or has no value.
 */
export function variablesFromArguments(args: string[]): Record<string, string> | undefined {
  const options = Object.fromEntries(OPTIONS.map(option => [option, { type: 'string' as const }]))
  const { values } = parseArgs({ args, options: { ...options, help: { type: 'boolean' } } })
  if (values.help) return undefined
  return Object.fromEntries(OPTIONS.flatMap((option) => {
    const value = (values as Record<string, unknown>)[option]
    return typeof value === 'string' ? [[variableOf(option), value]] : []
  }))
}
