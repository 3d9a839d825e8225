import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'
import type { TemporaryApp } from '../harness/temporary-app.ts'
import { openInEditor } from '../harness/type-check.ts'

const APP = '<template><p>{{ typeof useSdk().sapcc.getUser }}</p></template>\n'
const SDK_CONFIG = 'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))\n'

let app: TemporaryApp

afterEach(() => {
  app?.dispose()
})

describe('nuxt generate', () => {
  it('stops and says why', async () => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(), 'app/app.vue': APP })
    const { code, output } = await app.nuxi(['generate'])
    expect(code).not.toBe(0)
    expect(output).toContain('a site without a server')
    expect(output).toContain('NUXT_PUBLIC_SAPCC_API_URL')
  })

  it('does not take a path of the app itself for a server elsewhere', async () => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(), 'app/app.vue': APP })
    expect((await app.nuxi(['generate'], { NUXT_PUBLIC_SAPCC_API_URL: '/api/sapcc' })).code).not.toBe(0)
  })

  it('works when the sessions are kept elsewhere', async () => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig('runtimeConfig: { public: { sapcc: { apiUrl: \'https://middleware.example.com/sapcc\' } } },'), 'app/app.vue': APP })
    const { code, output } = await app.nuxi(['generate'])
    expect(output).not.toContain('NUXT_SAPCC')
    expect(code).toBe(0)
    expect(readFileSync(join(app.root, '.output/public/index.html'), 'utf8')).toContain('<p>function</p>')
  })
})

describe('route rules that cache the module\'s own routes', () => {
  it.each([
    ['\'/api/**\': { swr: 60 }', 'swr for /api/**', '/api/sapcc/**'],
    ['\'/api/occ/electronics/**\': { cache: { maxAge: 60 } }', 'cache for /api/occ/electronics/**', '/api/occ/**'],
  ])('stop the build and say why: %s', async (rule, what, routes) => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(`routeRules: { ${rule} },`), 'app/app.vue': APP })
    const { code, output } = await app.nuxi(['build'])
    expect(code).not.toBe(0)
    // On a terminal without colours its marks are left out.
    expect(output.replaceAll('`', '')).toContain(what)
    expect(output).toContain(`'${routes}': { cache: false`)
    expect(existsSync(join(app.root, '.output/server/index.mjs'))).toBe(false)
  })
})

describe('a `useSdk` of the app\'s own', () => {
  const SHOPS = { 'app/app.vue': APP, 'app/composables/useSdk.ts': 'export const useSdk = () => ({ sapcc: { getUser: () => {} } })\n' }

  it('is warned of', async () => {
    app = createTemporaryApp({ ...SHOPS, 'nuxt.config.ts': nuxtConfig() })
    const { output } = await app.nuxi(['prepare'])
    expect(output.replaceAll('`', '')).toContain('useSdk comes from app/composables/useSdk')
    expect(output.match(/and from nuxt-sapcc/g)).toHaveLength(1)
  })

  it('is used with `ownNames`, and nothing is said', async () => {
    app = createTemporaryApp({ ...SHOPS, 'nuxt.config.ts': nuxtConfig('sapcc: { ownNames: true },') })
    const { output } = await app.nuxi(['prepare'])
    expect(output).not.toContain('and from nuxt-sapcc')
    const imports = readFileSync(join(app.root, '.nuxt/imports.d.ts'), 'utf8')
    expect(imports).toMatch(/useSdk \} from .*app\/composables\/useSdk/)
    expect(imports).toContain('useSapccSdk')
  })
})

describe('operations that depend on the customer', () => {
  it('are not everyone\'s in the app, and a wrong name stops the build', async () => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig('sapcc: { operations: { perCustomer: [\'getProduct\'] } },'), 'app/app.vue': APP })
    expect((await app.nuxi(['prepare'])).code).toBe(0)
    const { everyone } = await import(join(app.root, '.nuxt/sapcc/operation-kinds.mjs')) as { everyone: Set<string> }
    expect([everyone.has('getProduct'), everyone.has('getProducts')]).toEqual([false, true])
    app.write('nuxt.config.ts', nuxtConfig('sapcc: { operations: { perCustomer: [\'getProdukt\'] } },'))
    const { code, output } = await app.nuxi(['prepare'])
    expect([code === 0, output]).toEqual([false, expect.stringContaining('Did you mean "getProduct"?')])
  })
})

describe('sdk.config in the wrong place', () => {
  it.each([
    ['the project\'s root', { 'sdk.config.ts': SDK_CONFIG }, '', 'app/sdk.config.ts'],
    ['app/, where that is not srcDir', { 'app/sdk.config.js': SDK_CONFIG, 'shop/app.vue': APP }, 'srcDir: \'shop\',', 'shop/sdk.config.js'],
    ['the root of a layer', { 'base/sdk.config.ts': SDK_CONFIG, 'base/nuxt.config.ts': 'export default {}' }, 'extends: [\'./base\'],', 'base/app/sdk.config.ts'],
  ] as [string, Record<string, string>, string, string][])('is an error that names the right one: %s', async (_, files, config, right) => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(config), 'app/app.vue': APP, 'base/app/plugins/nothing.ts': 'export default defineNuxtPlugin(() => {})', ...files })
    const { code, output } = await app.nuxi(['prepare'])
    expect(code).not.toBe(0)
    expect(output).toContain(`Move it to ${right}`)
    expect(existsSync(join(app.root, '.nuxt/types/sapcc.d.ts'))).toBe(false)
  })
})

describe('in an editor', () => {
  it('the SDK is that of the user\'s own sdk.config', async () => {
    app = createTemporaryApp({
      'nuxt.config.ts': nuxtConfig(),
      'app/app.vue': '<template><NuxtPage /></template>\n',
      'app/pages/index.vue': APP,
      'app/sdk.config.ts': `
interface LoyaltyModule { connector: { getPoints: (customer: string) => Promise<{ points: number }> } }
const loyaltyModule = (): LoyaltyModule => ({ connector: { getPoints: async () => ({ points: 7 }) } })

export default defineSdkConfig(({ buildModule, sapccModule }) => ({
  sapcc: buildModule(
    sapccModule,
    {
      refreshToken: {
        callbacks: {
          // The SDK itself is at hand, although its type comes from this file.
          onTokenRefreshed: async (response) => {
            await useSdk().sapcc.getUser({ fields: response.scope })
          },
          onTokenRefreshError: () => navigateTo('/login'),
        },
      },
    },
    (options: object, { methods }: { methods: { getUser: (params: object) => Promise<{ name?: string }> } }) => ({
      extend: { getFirstName: async () => (await methods.getUser({})).name?.split(' ')[0] ?? '' },
    }),
  ),
  loyalty: buildModule(loyaltyModule),
}))
`,
    })
    expect((await app.nuxi(['prepare'])).code).toBe(0)
    const checkCode = openInEditor(app.root)

    expect(checkCode('useSdk()./*|*/').completions).toEqual(expect.arrayContaining(['sapcc', 'loyalty']))
    expect(checkCode('useSdk().sapcc./*|*/').completions).toEqual(expect.arrayContaining(['getUser', 'getCart', 'signUserIn', 'getFirstName']))
    const hover = checkCode('useSdk().sapcc.getUser/*|*/')
    expect(hover.hover).toContain('Promise<User>')

    const right = `
definePageMeta({ sapcc: { ssrRefresh: true, auth: false } })
const sdk = useSdk()
export const first: Promise<string> = sdk.sapcc.getFirstName()
export const points: Promise<{ points: number }> = sdk.loyalty.getPoints('jane')
export const { data } = await useAsyncData('me', () => sdk.sapcc.getUser({ fields: 'FULL' }))
export const name: string | undefined = data.value?.name
export const enabled: boolean = useRuntimeConfig().public.sapcc.ssrRefreshEnabled
export const known = (error: unknown): string | undefined => error instanceof SapccError ? error.data.type : undefined
`
    expect(checkCode(right).errors).toEqual([])

    const wrong = [
      'useSdk().sapcc.getUsr({})',
      'useSdk().loyalty.getPoints(7)',
      'useSdk().other.getUser()',
      'useSdk().sapcc.getFirstName().then(name => name.points)',
      'definePageMeta({ sapcc: { ssrRefresh: \'yes\' } })',
      'definePageMeta({ sapcc: { srRefresh: true } })',
      'new SapccError(\'x\', { status: 400, data: { type: \'x\' } }).data.subjekt',
      'defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { refreshToken: { ssrRefreshEnabld: true } }) }))',
      'defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { refreshToken: { callbacks: { onTokenRefreshed: (response: number) => response } } }) }))',
    ]
    const lines = new Set(checkCode(wrong.join('\n')).errors.map(error => Number(error.split(':')[0])))
    expect([...lines].sort()).toEqual(wrong.map((_, index) => index + 1))
  })
})

describe('in an editor, without a sdk.config', () => {
  it('types are auto-imported in the app and in server/, and readable in tooltips', async () => {
    app = createTemporaryApp({ 'nuxt.config.ts': nuxtConfig(), 'app/app.vue': APP })
    expect((await app.nuxi(['prepare'])).code).toBe(0)
    const checkCode = openInEditor(app.root)

    const inTheApp = `
const shown = ref<SapccError>()
export const { data, error } = await useAsyncData<{ code?: string }, SapccError>('x', () => useSdk().sapcc.getProduct({ productCode: '1' }))
export const type: string | undefined = error.value?.data.errors[0]?.type
shown.value = new SapccError('x', { status: 400, data: { type: 'x' } })
export const later = (outage: TokenRefreshUnavailableError): number | undefined => outage.retryAfter
`
    expect(checkCode(inTheApp).errors).toEqual([])

    const onTheServer = `
export default defineEventHandler(async (event) => {
  try {
    return await useServerSdk(event).getUser()
  }
  catch (error) {
    const known: SapccError | undefined = error instanceof SapccError ? error : undefined
    if (known) return known.data.errors[0]?.type
    throw error
  }
})
`
    expect(checkCode(onTheServer, 'server').errors).toEqual([])
    expect(checkCode('export const wrong: number = new SapccError(\'x\', { status: 400, data: { type: \'x\' } }).message', 'server').errors).toHaveLength(1)

    // Each part has them by itself: the types of the app contain those of the server's imports, too, which its code does not have.
    const imported = 'import { SapccError as Failure, TokenRefreshUnavailableError as Outage } from \'#imports\'\nexport const values = [Failure, Outage]'
    for (const place of ['app', 'server'] as const) expect([place, ...checkCode(imported, place).errors]).toEqual([place])

    const hover = (code: string, check = checkCode) => check(code).hover.split('\n')[0]
    expect(hover('useSdk/*|*/()')).toBe('const useSdk: () => SapccSdk')
    expect(hover('const sdk/*|*/ = useSdk()')).toBe('const sdk: DefaultSdk')
    expect(hover('const { sapcc/*|*/ } = useSdk()')).toBe('const sapcc: SapccMethods')
    expect(checkCode('useSdk().sapcc.getProduct({ productCode/*|*/: \'1\' })').hover).toContain('Code of a product.')
    expect(checkCode('useSdk().sapcc.getProducts({ currentPage/*|*/: 1 })').hover).toContain('from 0 on')

    // With a sdk.config, too, a module that nothing was added to has its name, and not what it is made of.
    app.write('app/sdk.config.ts', SDK_CONFIG)
    expect((await app.nuxi(['prepare'])).code).toBe(0)
    expect(hover('const { sapcc/*|*/ } = useSdk()', openInEditor(app.root))).toBe('const sapcc: SapccMethods')
  })
})
