import { describe, expect, it } from 'vitest'
import { SapccConfigError } from '../../../src/runtime/server/config/config-error'
import { checkPublicConfig, parseConfig } from '../../../src/runtime/server/config/parse-config'
import { initialSettings } from '../../../src/runtime/server/config/setting'
import { serverSettings } from '../../../src/runtime/server/config/settings'

const password = 'a password of more than thirty-two characters'

function source(changes: Record<string, unknown> = {}, options: { production?: boolean, env?: Record<string, string> } = {}) {
  const value = initialSettings(serverSettings) as Record<string, unknown>
  const settings: Record<string, unknown> = {
    'api.uri': 'https://api.example.com/occ/v2/',
    'api.baseSiteId': 'electronics',
    'oauth.uri': 'https://api.example.com/authorizationserver',
    'oauth.clientId': 'storefront',
    'session.password': password,
    ...changes,
  }
  for (const [path, setting] of Object.entries(settings)) {
    const [group, key] = path.split('.') as [string, string | undefined]
    if (key === undefined) value[group] = setting
    else (value[group] as Record<string, unknown>)[key] = setting
  }
  return { value, production: options.production ?? true, ...(options.env ? { env: options.env } : {}) }
}

function problems(changes: Record<string, unknown>, options?: Parameters<typeof source>[1]): string[] {
  try {
    parseConfig(source(changes, options))
    return []
  }
  catch (error) {
    if (!(error instanceof SapccConfigError)) throw error
    return error.problems.map(problem => problem.variable)
  }
}

describe('parseConfig', () => {
  it('fills in what SAP has by default', () => {
    expect(parseConfig(source())).toEqual({
      api: { uri: 'https://api.example.com/occ/v2', baseSiteId: 'electronics', allowedBaseSites: [], isolatedBaseSites: [], allowUserIds: false, languages: {}, publicReads: {}, requestHeaders: [], responseHeaders: [], timeout: 30_000, bodyLimit: 1_048_576, uploadLimit: 10_485_760, callsPerSession: 100, waitingCallsPerSession: 1000, anonymousCallsPerAddress: 0 },
      oauth: {
        uri: 'https://api.example.com/authorizationserver',
        issuer: 'https://api.example.com/authorizationserver',
        clientId: 'storefront',
        scope: 'basic',
        authorizationEndpoint: 'https://api.example.com/authorizationserver/oauth/authorize',
        tokenEndpoint: 'https://api.example.com/authorizationserver/oauth/token',
        tokenRevokeEndpoint: 'https://api.example.com/authorizationserver/oauth/revoke',
        logoutEndpoint: 'none',
        comesBackFromLogout: false,
        promptAfterSignOut: true,
        authorizationParams: {},
        tokenRetryIntervalInSeconds: 10,
        timeout: 10_000,
      },
      session: { passwords: [password], store: 'cookie', maxAge: 2_592_000, absoluteMaxAge: 31_536_000, cookieBudget: 3584, gracePeriod: 120, refreshMargin: 30, refreshWithoutStorage: false, endOthersOnPasswordChange: true },
      signIn: { attemptsPerUser: 10, attemptsPerAddress: 100, window: 900, trustedProxies: 1 },
      assistedService: { enabled: false, maxAge: 3600 },
      cart: { anonymous: true, mergeOnSignIn: true },
      visitor: { keepConsents: false, keepPersonalization: false },
      cache: { enabled: false, maxAge: {}, staleMaxAge: {}, sameForCustomers: [], exceptBaseSites: [], maxEntries: 10_000, maxBytes: 67_108_864, maxAnswerBytes: 1_048_576 },
    })
  })

  it('names every variable that is missing, and keeps the public message safe', () => {
    const error = (() => {
      try {
        return parseConfig({ value: initialSettings(serverSettings), production: true })
      }
      catch (caught) {
        return caught as SapccConfigError
      }
    })() as SapccConfigError
    expect(error.problems.map(problem => problem.variable)).toEqual([
      'NUXT_SAPCC_API_URI', 'NUXT_SAPCC_API_BASE_SITE_ID', 'NUXT_SAPCC_OAUTH_URI', 'NUXT_SAPCC_OAUTH_CLIENT_ID', 'NUXT_SAPCC_SESSION_PASSWORD',
    ])
    expect(error.describe()).toContain('NUXT_SAPCC_API_URI is missing')
    // A shop with an existing middleware needs none of them.
    expect(error.describeAtStart()).toContain('set NUXT_PUBLIC_SAPCC_API_URL')
    expect(new SapccConfigError([{ variable: 'NUXT_SAPCC_API_URI', problem: 'is no address.' }]).describeAtStart()).not.toContain('NUXT_PUBLIC')
    expect(error.status).toBe(500)
    expect(JSON.stringify(error)).not.toContain('NUXT_')
  })

  it.each([undefined, null, 'text', 7, []])('survives %j in place of the configuration', (value) => {
    expect(() => parseConfig({ value, production: true })).toThrow(SapccConfigError)
  })

  it('takes absolute endpoints as they are', () => {
    const config = parseConfig(source({ 'oauth.tokenEndpoint': 'https://id.example.com/token', 'oauth.authorizationEndpoint': '/auth' }))
    expect(config.oauth.tokenEndpoint).toBe('https://id.example.com/token')
    expect(config.oauth.authorizationEndpoint).toBe('https://api.example.com/authorizationserver/auth')
  })

  it('wants https except on this machine', () => {
    expect(problems({ 'api.uri': 'http://api.example.com/occ/v2', 'oauth.uri': 'http://localhost.example.com' })).toEqual(['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_OAUTH_URI'])
    expect(problems({ 'api.uri': 'http://127.0.0.1:9002/occ/v2', 'oauth.uri': 'http://localhost:9002/authorizationserver' })).toEqual([])
    expect(problems({ 'api.uri': 'http://[::1]:9002/occ/v2' })).toEqual([])
    expect(problems({ 'api.uri': 'ftp://x', 'publicUrl': 'shop' })).toEqual(['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_PUBLIC_URL'])
  })

  it('takes names with commas between them, and leaves passwords alone', () => {
    expect(parseConfig(source({ 'api.allowedBaseSites': 'apparel-uk, apparel-de,' })).api.allowedBaseSites).toEqual(['apparel-uk', 'apparel-de'])
    expect(parseConfig(source({ 'session.password': `${password},with a comma` })).session.passwords).toEqual([`${password},with a comma`])
  })

  it.each([
    ['publicUrl', 'https://shop.example.com/b2b'], ['publicUrl', 'https://shop.example.com?x=1'], ['publicUrl', 'https://jane:secret@shop.example.com'],
    ['api.uri', 'https://api.example.com/occ/v2?site=x'], ['api.uri', 'https://api.example.com/occ/v2#x'], ['api.uri', 'https://jane:secret@api.example.com/occ/v2'],
    ['oauth.uri', 'https://jane@api.example.com/authorizationserver'],
  ])('refuses for %s an address with parts that would be lost: %s', (path, address) => {
    expect(problems({ [path]: address })).toEqual([path === 'publicUrl' ? 'NUXT_SAPCC_PUBLIC_URL' : path === 'api.uri' ? 'NUXT_SAPCC_API_URI' : 'NUXT_SAPCC_OAUTH_URI'])
  })

  it('takes back texts that Nuxt turned into numbers and booleans', () => {
    const env = { NUXT_SAPCC_OAUTH_CLIENT_SECRET: '9999999999999999', NUXT_SAPCC_API_BASE_SITE_ID: 'true' }
    const config = parseConfig(source({ 'oauth.clientSecret': Number('9999999999999999'), 'api.baseSiteId': true }, { env }))
    expect(config.oauth.clientSecret).toBe('9999999999999999')
    expect(config.api.baseSiteId).toBe('true')
    expect(parseConfig(source({ 'oauth.clientSecret': 1234567890123456 })).oauth.clientSecret).toBe('1234567890123456')
  })

  it('refuses by name what cannot be taken back', () => {
    expect(problems({ 'oauth.clientSecret': Number('9999999999999999999') })).toEqual(['NUXT_SAPCC_OAUTH_CLIENT_SECRET'])
    expect(problems({ 'oauth.clientId': true })).toEqual(['NUXT_SAPCC_OAUTH_CLIENT_ID'])
    expect(problems({ 'oauth.clientSecret': { a: 1 } })).toEqual(['NUXT_SAPCC_OAUTH_CLIENT_SECRET'])
    expect(problems({ 'api.timeout': 'soon', 'oauth.pkceSupported': 'maybe', 'oauth.authorizationParams': 'x' })).toEqual([
      'NUXT_SAPCC_API_TIMEOUT', 'NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS', 'NUXT_SAPCC_OAUTH_PKCE_SUPPORTED',
    ])
  })

  it('wants a redirect URI to be an address, and leaves it as it is', () => {
    expect(problems({ 'oauth.redirectUri': 'shop.example.com/callback' })).toEqual(['NUXT_SAPCC_OAUTH_REDIRECT_URI'])
    expect(parseConfig(source({ 'oauth.redirectUri': 'https://shop.example.com/callback/' })).oauth.redirectUri).toBe('https://shop.example.com/callback/')
  })

  it('finds the logout endpoint where an OpenID provider may have one, unless it is configured', () => {
    const logoutEndpoint = (changes: Record<string, unknown>) => parseConfig(source(changes)).oauth.logoutEndpoint
    expect(logoutEndpoint({ 'oauth.scope': 'basic openid' })).toBe('discover')
    expect(logoutEndpoint({ 'oauth.scope': 'basic openid', 'oauth.logoutEndpoint': 'none' })).toBe('none')
    expect(logoutEndpoint({ 'oauth.logoutEndpoint': 'discover' })).toBe('discover')
    expect(logoutEndpoint({ 'oauth.logoutEndpoint': '/logout' })).toBe('https://api.example.com/authorizationserver/logout')
    expect(logoutEndpoint({ 'oauth.logoutEndpoint': 'https://id.example.com/logout' })).toBe('https://id.example.com/logout')
    const comesBack = (changes: Record<string, unknown>) => parseConfig(source(changes)).oauth.comesBackFromLogout
    expect(comesBack({ 'oauth.scope': 'basic openid' })).toBe(false)
    expect(comesBack({ 'oauth.scope': 'basic openid', 'oauth.logoutEndpoint': 'discover' })).toBe(true)
    expect(comesBack({ 'oauth.scope': 'basic openid', 'oauth.postLogoutRedirectUri': 'https://shop.example.com/goodbye' })).toBe(true)
    expect(problems({ 'oauth.postLogoutRedirectUri': '/', 'oauth.promptAfterSignOut': 'perhaps' })).toEqual(['NUXT_SAPCC_OAUTH_POST_LOGOUT_REDIRECT_URI', 'NUXT_SAPCC_OAUTH_PROMPT_AFTER_SIGN_OUT'])
  })

  it('knows which base sites are isolated, or asks', () => {
    const sites = (value: unknown) => parseConfig(source({ 'api.isolatedBaseSites': value })).api.isolatedBaseSites
    expect([sites('auto'), sites(['auto']), sites(['a', 'b']), sites('a'), sites('')]).toEqual(['auto', 'auto', ['a', 'b'], ['a'], []])
    expect([sites('Auto'), sites('a, b'), sites(['a', 'b,c'])]).toEqual(['auto', ['a', 'b'], ['a', 'b', 'c']])
    expect(problems({ 'api.isolatedBaseSites': ['auto', 'electronics'] })).toEqual(['NUXT_SAPCC_API_ISOLATED_BASE_SITES'])
    expect(problems({ 'api.isolatedBaseSites': true })).toEqual(['NUXT_SAPCC_API_ISOLATED_BASE_SITES'])
  })

  it('wants seconds for reads that caches may keep', () => {
    expect(parseConfig(source({ 'api.publicReads': { getProduct: 60, getProducts: '30' } })).api.publicReads).toEqual({ getProduct: 60, getProducts: 30 })
    expect(problems({ 'api.publicReads': { getProduct: 'a minute' } })).toEqual(['NUXT_SAPCC_API_PUBLIC_READS'])
    expect(problems({ 'api.publicReads': 'getProduct' })).toEqual(['NUXT_SAPCC_API_PUBLIC_READS'])
  })

  it('takes 0 seconds for what the server\'s cache does not keep', () => {
    expect(parseConfig(source({ 'cache.maxAge': { getProduct: 0, getPage: '300' } })).cache.maxAge).toEqual({ getProduct: 0, getPage: 300 })
    expect(problems({ 'cache.maxAge': { getProduct: -1 } })).toEqual(['NUXT_SAPCC_CACHE_MAX_AGE'])
  })

  it('refuses a short secret of the purge in production', () => {
    expect(problems({ 'cache.purgeSecret': 'short' })).toEqual(['NUXT_SAPCC_CACHE_PURGE_SECRET'])
    expect(problems({ 'cache.purgeSecret': 'short' }, { production: false })).toEqual([])
    expect(parseConfig(source({ 'cache.purgeSecret': password })).cache.purgeSecret).toBe(password)
  })

  it('refuses a short session password in production', () => {
    expect(problems({ 'session.password': 'short' })).toEqual(['NUXT_SAPCC_SESSION_PASSWORD'])
    expect(problems({ 'session.password': [password, 'short'] })).toEqual(['NUXT_SAPCC_SESSION_PASSWORD'])
    expect(problems({ 'session.password': 'short' }, { production: false })).toEqual([])
  })

  it('keeps sessions where the setting says, and nowhere else', () => {
    expect(parseConfig(source({ 'session.store': 'storage' })).session.store).toBe('storage')
    expect(problems({ 'session.store': 'redis' })).toEqual(['NUXT_SAPCC_SESSION_STORE'])
    expect(problems({ 'session.refreshMargin': 'soon' })).toEqual(['NUXT_SAPCC_SESSION_REFRESH_MARGIN'])
  })

  it('derives the minimum interval between refreshes unless it is configured', () => {
    expect(parseConfig(source()).session).not.toHaveProperty('minRefreshInterval')
    for (const value of [0, '0', 7.5]) expect(parseConfig(source({ 'session.minRefreshInterval': value })).session.minRefreshInterval).toBe(Number(value))
    for (const value of ['soon', -1, true]) expect(problems({ 'session.minRefreshInterval': value })).toEqual(['NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL'])
  })

  it('refreshes without the storage only if that is configured', () => {
    expect(parseConfig(source({ 'session.refreshWithoutStorage': 'true' })).session.refreshWithoutStorage).toBe(true)
    expect(problems({ 'session.refreshWithoutStorage': 'perhaps' })).toEqual(['NUXT_SAPCC_SESSION_REFRESH_WITHOUT_STORAGE'])
  })

  it('checks what the browser knows, too', () => {
    const found = (publicValue: unknown, builtApiPath = '/api/sapcc') => {
      try {
        parseConfig({ ...source(), publicValue, builtApiPath })
        return []
      }
      catch (error) {
        return (error as SapccConfigError).problems.map(({ variable, problem }) => `${variable} ${problem}`)
      }
    }
    expect(found({ apiPath: 'api/sapcc', ssrRefreshEnabled: true })).toEqual([])
    expect(found(undefined)).toEqual([])
    expect(found({ ssrRefreshEnabled: 'perhaps' })).toEqual(['NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED is neither true nor false.'])
    expect(found({ apiPath: '/elsewhere' })).toEqual([expect.stringMatching(/^NUXT_PUBLIC_SAPCC_API_PATH is \/elsewhere, but the shop was built with its routes at \/api\/sapcc\./)])
  })

  it.each([
    ['apiUrl', 5, 'is a number instead of a string'], ['apiUrl', true, 'is a boolean instead of a string'], ['apiUrl', 'middleware', 'is not an http(s) address'],
    ['apiUrl', {}, 'is an object'], ['ssrApiUrl', '/sapcc', 'is not an http(s) address'], ['ssrApiUrl', 'ftp://middleware', 'is not an http(s) address'], ['loginPage', true, 'is a boolean'], ['loginPage', null, 'is an object'], ['loginPage', ' ', 'is blank'], ['apiUrl', ' ', 'is blank'], ['loginPage', 5, 'is a number'],
  ])('refuses what the app could not work with: %s %j', (name, value, problem) => {
    const variable = `NUXT_PUBLIC_SAPCC_${{ apiUrl: 'API_URL', ssrApiUrl: 'SSR_API_URL' }[name] ?? 'LOGIN_PAGE'}`
    // Also where this server has nothing else to do.
    for (const check of [parseConfig, checkPublicConfig]) {
      expect(() => check({ ...source(), publicValue: { [name]: value }, env: { [variable]: String(value) } })).toThrow(expect.objectContaining({
        problems: [{ variable, problem: expect.stringContaining(problem) as string }],
      }))
    }
  })

  it.each(['https://middleware.example.com/sapcc', 'http://localhost:8181', '/sapcc', ''])('takes %j as the address of the methods', (apiUrl) => {
    expect(() => checkPublicConfig({ ...source(), publicValue: { apiUrl } })).not.toThrow()
  })

  it.each([
    ['session', 'x', 'NUXT_SAPCC_SESSION'], ['cache', true, 'NUXT_SAPCC_CACHE'], ['cart', false, 'NUXT_SAPCC_CART'], ['signIn', 5, 'NUXT_SAPCC_SIGN_IN'],
    ['assistedService', true, 'NUXT_SAPCC_ASSISTED_SERVICE'], ['api', '', 'NUXT_SAPCC_API'], ['api', [], 'NUXT_SAPCC_API'],
  ])('names a group that is no object, and none of the settings that it hides: %s %j', (group, value, variable) => {
    expect(problems({ [group]: value })).toEqual([variable])
  })

  it('names the whole configuration where it is no object', () => {
    expect(() => parseConfig({ value: 'x', production: true })).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ variable: 'NUXT_SAPCC' })] }))
    expect(() => parseConfig({ ...source(), publicValue: 'x' })).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ variable: 'NUXT_PUBLIC_SAPCC' })] }))
  })

  it('takes blank for missing', () => {
    expect(problems({ 'api.baseSiteId': ' ', 'oauth.clientId': '\t' })).toEqual(['NUXT_SAPCC_API_BASE_SITE_ID', 'NUXT_SAPCC_OAUTH_CLIENT_ID'])
    expect(parseConfig(source({ 'oauth.scope': ' ' })).oauth.scope).toBe('basic')
  })

  it('refuses JSON that was not read, and objects where a string is wanted', () => {
    expect(problems({ 'api.allowedBaseSites': '["a"' })).toEqual(['NUXT_SAPCC_API_ALLOWED_BASE_SITES'])
    // A password may begin with anything.
    expect(problems({ 'session.password': `["${password}` })).toEqual([])
    expect(problems({ 'api.languages': { a: {} }, 'oauth.authorizationParams': { a: null } })).toEqual(['NUXT_SAPCC_API_LANGUAGES', 'NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS'])
  })

  it('refuses a list where names have values', () => {
    expect(problems({ 'api.languages': ['de'], 'oauth.authorizationParams': [] })).toEqual(['NUXT_SAPCC_API_LANGUAGES', 'NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS'])
  })

  it('hands out a default of its own each time', () => {
    const first = initialSettings(serverSettings)
    ;(first.api.languages as Record<string, string>).de = 'x'
    expect(initialSettings(serverSettings).api.languages).toEqual({})
  })

  it('takes several session passwords', () => {
    expect(parseConfig(source({ 'session.password': [password, `${password}2`] })).session.passwords).toEqual([password, `${password}2`])
  })
})

describe('addresses of SAP\'s that are the shop\'s own', () => {
  it.each<[changes: Record<string, string>, env: Record<string, string>, found: string[]]>([
    [{ 'publicUrl': 'https://shop.example', 'api.uri': 'https://shop.example/api/occ' }, {}, ['NUXT_SAPCC_API_URI']],
    [{ 'publicUrl': 'https://shop.example', 'api.uri': 'https://shop.example:443/occ/v2' }, {}, ['NUXT_SAPCC_API_URI']],
    [{ 'publicUrl': 'http://localhost:3000', 'api.uri': 'http://127.0.0.1:3000/occ/v2', 'oauth.uri': 'http://[::1]:3000/authorizationserver' }, {}, ['NUXT_SAPCC_API_URI', 'NUXT_SAPCC_OAUTH_URI']],
    [{ 'api.uri': 'http://localhost:4000/occ/v2' }, { PORT: '4000' }, ['NUXT_SAPCC_API_URI']],
    [{ 'api.uri': 'http://localhost:4000/occ/v2' }, { PORT: '4000', NITRO_PORT: '5000' }, []],
    [{ 'publicUrl': 'https://shop.example', 'api.uri': 'https://shop.example:9002/occ/v2' }, { PORT: '443' }, []],
    [{ 'publicUrl': 'http://localhost:3000', 'api.uri': 'http://localhost:9002/occ/v2' }, { PORT: '3000' }, []],
    // As Nitro reads them: an empty variable is none. Without both SAP may be at the default.
    [{ 'api.uri': 'http://localhost:4000/occ/v2' }, { PORT: '4000', NITRO_PORT: '' }, ['NUXT_SAPCC_API_URI']],
    [{ 'api.uri': 'http://localhost:3000/occ/v2' }, {}, []],
    [{ 'api.uri': 'http://localhost:3000/occ/v2' }, { PORT: '4000' }, []],
    [{ 'api.uri': 'http://localhost:3000/occ/v2' }, { NITRO_UNIX_SOCKET: '/run/shop.sock' }, []],
  ])('%j, %j: %j', (changes, env, found) => {
    expect(problems(changes, { env })).toEqual(found)
  })

  it('are not known by the usual port in development, where the port is no variable', () => {
    expect(problems({ 'api.uri': 'http://localhost:3000/occ/v2' }, { production: false })).toEqual([])
  })
})

describe('headers that are passed on', () => {
  it('are taken in any case', () => {
    expect(parseConfig(source({ 'api.requestHeaders': ['X-Own'], 'api.responseHeaders': ['X-Theirs'] })).api).toMatchObject({ requestHeaders: ['x-own'], responseHeaders: ['x-theirs'] })
  })

  it.each(['Authorization', 'cookie', 'Host', 'content-length', 'connection', 'Proxy-Authorization', 'sec-fetch-site', 'x-http-method-override', 'sapcc-hop', 'SAP-Commerce-Cloud-User-Id', 'x y', ''])('are not %j', (name) => {
    expect(problems({ 'api.requestHeaders': [name] })).toEqual(['NUXT_SAPCC_API_REQUEST_HEADERS'])
    expect(problems({ 'api.responseHeaders': [name] })).toEqual(['NUXT_SAPCC_API_RESPONSE_HEADERS'])
  })
})

describe('values that would have no effect, or the wrong one', () => {
  /** Each wrong value, and one of the same kind that is right. */
  it.each<[path: string, wrong: unknown[], right: unknown[]]>([
    ['api.baseSiteId', ['a/b', '..', 'a,b', 'a?b', 'jane|a'], ['electronics-de', 'apparel_uk.2']],
    ['api.allowedBaseSites', [['a/b'], ['a', ''], ['a', true], 'a/b'], [['a', 1], 'a,b']],
    ['api.isolatedBaseSites', [['a|b']], ['auto']],
    ['cache.exceptBaseSites', ['powertools/x'], ['powertools']],
    ['api.catalogId', ['a/b'], ['electronicsProductCatalog']],
    ['api.catalogVersion', ['Online?x'], ['Online']],
    ['api.defaultLanguage', ['en/US', '1', 'en,de'], ['en', 'zh_TW', 'pt-BR']],
    ['api.defaultCurrency', ['$', 'US D'], ['USD']],
    ['api.languages', [{ de: 1 }, { de: true }, { de: '' }, { de: 'de,en' }], [{ 'de-AT': 'de' }]],
    ['api.host', ['https://api.example.com', 'a b'], ['api.example.com', 'localhost:9002', '[::1]:9002']],
    ['api.timeout', [0, 3_000_000_000], [1, '500']],
    ['api.bodyLimit', [0], [1000]],
    ['oauth.timeout', [3_000_000_000], [0]],
    ['oauth.issuer', ['foo', 'https://id.example.com/?x'], ['https://id.example.com/']],
    ['oauth.scope', ['basic "x"', 'bäsic'], ['openid offline_access', 'basic']],
    ['oauth.authorizationEndpoint', ['yes', 'http://id.example.com/auth', '//id.example.com', 'ftp://id.example.com'], ['/auth', 'https://id.example.com/auth?site=x', 'http://127.0.0.1:9002/auth']],
    ['oauth.tokenEndpoint', ['token', 'https://jane:secret@id.example.com/token'], ['/token']],
    ['oauth.tokenRevokeEndpoint', ['none', '/revoke#x'], ['/revoke']],
    ['oauth.logoutEndpoint', ['yes', 'Discover'], ['none', 'discover', '/logout', 'https://id.example.com/logout']],
    ['session.maxAge', [0], [60]],
    ['session.absoluteMaxAge', [0], [60]],
    ['session.cookieBudget', [100], [300, 8000]],
    ['signIn.window', [0], [1]],
    ['signIn.trustedProxies', [0, 1.5, '0'], [1, '2']],
    ['signIn.addressHeader', ['x forwarded for', 'x-forwarded-for:', 'x,y', 'forwarded'], ['X-Forwarded-For', 'cf-connecting-ip']],
    ['cache.purgeSecret', [`${password}ä`], [password]],
    ['assistedService.proxySecret', [`${password}ä`], [password]],
  ])('%s: %j are refused, %j are taken', (path, wrong, right) => {
    const variable = `NUXT_SAPCC_${path.replaceAll('.', '_').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`
    for (const value of wrong) expect([value, problems({ [path]: value })]).toEqual([value, [variable]])
    for (const value of right) expect([value, problems({ [path]: value })]).toEqual([value, []])
  })

  it('entries of a list are read one by one, whatever the variable is', () => {
    const env = { NUXT_SAPCC_API_ALLOWED_BASE_SITES: '["a",1]', NUXT_SAPCC_SESSION_PASSWORD: `["${password}",12345678901234567890]` }
    expect(parseConfig(source({ 'api.allowedBaseSites': ['a', 1] }, { env })).api.allowedBaseSites).toEqual(['a', '1'])
    expect(problems({ 'session.password': [password, Number('12345678901234567890')] }, { env })).toEqual(['NUXT_SAPCC_SESSION_PASSWORD'])
  })

  it.each([
    ['loginPage', 'https://evil.example'], ['loginPage', '//evil.example'], ['loginPage', '/\\evil.example'],
    ['apiUrl', '//middleware.example.com'], ['apiUrl', 'https://middleware.example.com/sapcc?x=1'], ['ssrApiUrl', 'http://jane:secret@middleware/sapcc'],
  ])('public %s: %s', (name, value) => {
    expect(() => parseConfig({ ...source(), publicValue: { [name]: value } })).toThrow(SapccConfigError)
  })

  it.each(['/login', 'login', 'account-login___de', ''])('takes %j as the sign-in page', (loginPage) => {
    expect(() => parseConfig({ ...source(), publicValue: { loginPage } })).not.toThrow()
  })
})

describe('a setting of the server under a public name', () => {
  it.each([parseConfig, checkPublicConfig])('is refused, and its value is not shown', (check) => {
    const env = { NUXT_PUBLIC_SAPCC_SESSION_PASSWORD: password, NUXT_PUBLIC_SAPCC_OAUTH: '{}', NUXT_PUBLIC_SAPCC_API_LANGUAGES_DE: 'de', NUXT_PUBLIC_SAPCC_LOGIN_PAGE: '/login' }
    const found = (() => {
      try {
        check({ ...source({}, { env }), publicValue: { session: { password }, loginPage: '/login' } })
        return []
      }
      catch (error) {
        return (error as SapccConfigError).problems.map(({ variable, problem }) => `${variable} ${problem}`)
      }
    })()
    expect(found).toEqual([
      expect.stringMatching(/^NUXT_PUBLIC_SAPCC_SESSION_PASSWORD .*every browser.* NUXT_SAPCC_SESSION_PASSWORD/),
      expect.stringMatching(/^NUXT_PUBLIC_SAPCC_OAUTH .* NUXT_SAPCC_OAUTH/),
      expect.stringMatching(/^NUXT_PUBLIC_SAPCC_API_LANGUAGES_DE .* NUXT_SAPCC_API_LANGUAGES_DE/),
      expect.stringMatching(/^runtimeConfig\.public\.sapcc\.session .*every browser.* runtimeConfig\.sapcc\.session/),
    ])
    expect(found.join()).not.toContain(password)
  })
})
