// @ts-check

/**
 * The folders of `src/runtime/server` by rank, highest first. A file imports from
 * folders of lower ranks and from its own folder only; CONTRIBUTING.md says what
 * lives where.
 */
export const SERVER_RANKS = [
  ['plugins', 'routes', 'utils'],
  ['server-app'],
  ['server-api'],
  ['services'],
  ['stored-services'],
  ['auth', 'devtools', 'health', 'proxy'],
  ['operations'],
  ['public-cache'],
  ['cart', 'site-context', 'visitor'],
  ['session'],
  ['occ'],
  ['oauth'],
  ['upstream'],
  ['storage'],
  ['http'],
  ['config', 'crypto', 'telemetry'],
  ['hooks'],
  ['log'],
  ['time'],
  ['platform'],
]

const FRAMEWORK = '^(?:h3|nitropack|nitro)(?:/|$)'

/** Files directly in `src/runtime/server`; everything else there is a folder. */
const ROOT_FILES = ['server-app', 'server-api', 'services', 'stored-services', 'hooks']

/**
 * @param {string} name of the importing folder or file.
 * @param {readonly string[]} others folders and files of `src/runtime/server`.
 */
const within = (name, others) => `^${ROOT_FILES.includes(name) ? '\\./' : '(?:\\.\\./)+(?:server/)?'}(?:${others.join('|')})(?:/|$)`

/**
 * @param {string} name
 * @param {readonly string[]} files
 * @param {readonly { regex: string, message: string, allowTypeImports?: boolean }[]} patterns
 * @returns {import('eslint').Linter.Config} refuses these imports.
 */
function restrict(name, files, patterns) {
  return {
    name: `sapcc/boundaries/${name}`,
    files: [...files],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...patterns] }] },
  }
}

/** ESLint configurations that keep imports running down. */
export const boundaries = [
  restrict('sdk', ['src/runtime/sdk/**/*.ts'], [
    { regex: '^(?:nuxt|#|nitropack|nitro|h3|vue|@nuxt/)', message: 'The SDK knows no framework.' },
    { regex: '^(?:\\.\\./)+(?:server|app|shared|testing|build)(?:/|$)', message: 'Imports run down: the SDK imports neither server nor app.' },
  ]),
  restrict('shared', ['src/runtime/shared/**/*.ts'], [
    { regex: '^(?:nuxt|#|nitropack|nitro|h3|vue|@nuxt/)', message: 'What app and server share knows no framework.' },
    { regex: '^(?:\\.\\./)+(?:server|app|build)(?:/|$)', message: 'Imports run down: shared imports the SDK only.' },
  ]),
  restrict('testing', ['src/runtime/testing/**/*.ts'], [
    { regex: '^(?:nuxt|#|nitropack|nitro|h3|vue|vitest|@nuxt/)', message: 'The helpers for tests know no framework and no test runner.' },
    { regex: '^(?:\\.\\./)+(?:server|app|shared|build)(?:/|$)', message: 'Imports run down: testing imports the SDK only.' },
  ]),
  restrict('app', ['src/runtime/app/**/*.{ts,vue}'], [
    { regex: FRAMEWORK, message: 'Only server/platform knows h3 and Nitro.' },
    { regex: '^(?:\\.\\./)+server/(?!server-api$|platform/event$|config/public-settings$)', message: 'The app reaches the server by its API (server/server-api) only.' },
  ]),
  ...SERVER_RANKS.flatMap((names, rank) => {
    const isPlatform = names.includes('platform')
    const higher = SERVER_RANKS.slice(0, rank).flat()
    return names.map((name) => {
      const beside = names.filter(other => other !== name)
      return restrict(`server/${name}`, [ROOT_FILES.includes(name) ? `src/runtime/server/${name}.ts` : `src/runtime/server/${name}/**/*.ts`], [
        { regex: '^(?:\\.\\./)+app(?:/|$)', message: 'Imports run down: the server does not import the app.' },
        ...(higher.length > 0 ? [{ regex: within(name, higher), message: `Imports run down: ${name} lies below these folders.` }] : []),
        ...(beside.length > 0 ? [{ regex: within(name, beside), message: `${name} and these folders lie beside each other and do not know each other.` }] : []),
        ...(isPlatform
          ? []
          : [
              { regex: FRAMEWORK, message: 'Only server/platform knows h3 and Nitro.' },
              { regex: '^(?:\\.\\./)+platform/nitro\\d', message: 'The platform is reached by its interface: platform/types, or #sapcc/platform in entry points.' },
            ]),
        ...(rank === 0 || isPlatform ? [] : [{ regex: '^#sapcc/platform$', message: 'Only entry points (plugins, routes, utils) are tied to the platform.' }]),
      ])
    })
  }),
]
