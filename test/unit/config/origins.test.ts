import { describe, expect, it } from 'vitest'
import { initialSettings } from '../../../src/runtime/server/config/setting'
import { serverSettings } from '../../../src/runtime/server/config/settings'
import { allowsUserIds, isAssisted } from '../../../src/runtime/server/config/assisted-service'
import { SapccConfigError } from '../../../src/runtime/server/config/config-error'
import { parseOrigins } from '../../../src/runtime/server/config/parse-origins'
import { createChooseOrigin } from '../../../src/runtime/server/http/choose-origin'
import { fakeRequest } from '../fake-request'

function source(publicUrl: unknown, oauth: Record<string, unknown> = {}, assistedService: Record<string, unknown> = {}) {
  const defaults = initialSettings(serverSettings)
  return {
    production: true,
    value: {
      ...defaults,
      publicUrl,
      api: { ...defaults.api, uri: 'https://api.example.com/occ/v2', baseSiteId: 'electronics' },
      oauth: { ...defaults.oauth, uri: 'https://api.example.com/authorizationserver', clientId: 'storefront', clientSecret: 'secret', ...oauth },
      assistedService: { ...defaults.assistedService, ...assistedService },
      session: { ...defaults.session, password: 'a password of more than thirty-two characters' },
    },
  }
}

function problems(publicUrl: unknown, assistedService?: Record<string, unknown>): string[] {
  try {
    parseOrigins(source(publicUrl, {}, assistedService))
    return []
  }
  catch (error) {
    if (error instanceof SapccConfigError) return error.problems.map(({ variable, problem }) => `${variable} ${problem}`)
    throw error
  }
}

describe('the origins of a shop', () => {
  it.each([[''], ['https://shop.example.com'], [undefined], [[]]])('are one without a list: %j', (publicUrl: unknown) => {
    expect(parseOrigins(source(publicUrl))).toHaveLength(1)
  })

  it('have what they say, and else what the shop has', () => {
    const [main, german, plain] = parseOrigins(source([
      'https://shop.example.com/',
      { url: 'https://shop.example.de', baseSiteId: 'electronics-de', defaultLanguage: 'de', defaultCurrency: 'EUR', clientId: 'storefront_de', clientSecret: 'geheim' },
      { url: 'https://shop.example.at', clientId: 'storefront_public' },
    ]))
    expect(main).toMatchObject({ publicUrl: 'https://shop.example.com', api: { baseSiteId: 'electronics' }, oauth: { clientId: 'storefront', clientSecret: 'secret' } })
    expect(german).toMatchObject({ publicUrl: 'https://shop.example.de', api: { baseSiteId: 'electronics-de', defaultLanguage: 'de', defaultCurrency: 'EUR' }, oauth: { clientId: 'storefront_de', clientSecret: 'geheim' } })
    expect(plain).toMatchObject({ publicUrl: 'https://shop.example.at', api: { baseSiteId: 'electronics' }, oauth: { clientId: 'storefront_public' } })
    // The secret of another client is none of this one's.
    expect(plain!.oauth).not.toHaveProperty('clientSecret')
  })

  it('leave a redirect URI to the origin it is at', () => {
    const redirectUri = 'https://shop.example.de/callback'
    const [main, german, austrian] = parseOrigins(source(['https://shop.example.com', 'https://shop.example.de', { url: 'https://shop.example.at', redirectUri: 'https://shop.example.at/back' }], { redirectUri }))
    expect([main.oauth.redirectUri, german!.oauth.redirectUri, austrian!.oauth.redirectUri]).toEqual([undefined, redirectUri, 'https://shop.example.at/back'])
  })

  it.each<[unknown, RegExp]>([
    [[7], /has an entry 1 that is neither/],
    [[''], /has an entry 1 that is neither/],
    [[{ baseSiteId: 'x' }], /neither an address nor an object with a `url`/],
    [['https://shop.example.com', 'shop.example.de'], /^NUXT_SAPCC_PUBLIC_URL is not an http\(s\) address/],
    [['https://shop.example.com', 'http://shop.example.com'], /lists shop\.example\.com twice/],
    [['https://shop.example.com', 'https://shop.example.de/b2b'], /^NUXT_SAPCC_PUBLIC_URL has more than an origin/],
    [[{ url: 'https://shop.example.com', basesiteId: 'x' }], /`basesiteId` in entry 1, which is not a setting of an origin; did you mean `baseSiteId`\?/],
    [[{ url: 'https://shop.example.com', clientSecret: 7 }], /`clientSecret` in entry 1 that is not a string/],
  ])('are refused by name: %j', (publicUrl, problem) => {
    expect(problems(publicUrl)).toEqual([expect.stringMatching(problem)])
  })

  describe('with assisted service', () => {
    const shops = ['https://shop.example.com', 'https://agents.example.com']
    const secret = 'a secret that only the proxy of the agents knows'

    it.each<[string, unknown, Record<string, unknown>]>([
      ['at all of several', shops, { origin: '' }],
      ['at one of several, with the secret of its proxy', shops, { origin: 'https://agents.example.com', proxySecret: secret }],
      ['at the only one', 'https://agents.example.com', { origin: 'https://agents.example.com/' }],
      ['without an address of the shop\'s', '', {}],
    ])('are right: %s', (_, publicUrl, settings) => {
      expect(problems(publicUrl, { enabled: true, ...settings })).toEqual([])
    })

    it.each<[string, unknown, Record<string, unknown>, RegExp]>([
      ['at one that is not listed', shops, { origin: 'https://agent.example.com', proxySecret: secret }, /ORIGIN is not in NUXT_SAPCC_PUBLIC_URL/],
      ['at another one than the only one', 'https://shop.example.com', { origin: 'https://shop.example.com:8443' }, /ORIGIN is not in NUXT_SAPCC_PUBLIC_URL/],
      ['without an address to compare it with', '', { origin: 'https://agents.example.com' }, /ORIGIN is not in NUXT_SAPCC_PUBLIC_URL/],
      ['at the first one, which all unknown hosts belong to', [...shops].reverse(), { origin: 'https://agents.example.com', proxySecret: secret }, /ORIGIN is the first one/],
      ['at one of several that any client can name', shops, { origin: 'https://agents.example.com' }, /PROXY_SECRET is missing/],
      ['with a secret that can be guessed', shops, { origin: 'https://agents.example.com', proxySecret: 'short' }, /PROXY_SECRET is shorter than 32/],
      ['at a path', 'https://shop.example.com', { origin: 'https://shop.example.com/agents' }, /ORIGIN has more than an origin/],
      ['for no time', 'https://shop.example.com', { maxAge: 0 }, /MAX_AGE is 0/],
    ])('are refused by name: %s', (_, publicUrl, settings, problem) => {
      expect(problems(publicUrl, { enabled: true, ...settings })).toEqual([expect.stringMatching(problem)])
    })
  })

  describe('in development', () => {
    const start = (publicUrl: unknown, assistedService: Record<string, unknown>) => parseOrigins({ ...source(publicUrl, {}, { enabled: true, ...assistedService }), production: false })
    const shops = ['http://localhost:3000', 'http://agents.localhost:3000']

    it('need no secret for the agents\' one, which a browser could not send', () => {
      expect(start(shops, { origin: shops[1] }).map(isAssisted)).toEqual([false, true])
    })

    it('have assisted service where the shop\'s address is not known, also if production has it at one origin', () => {
      expect(start('', { origin: 'https://agents.example.com' }).map(isAssisted)).toEqual([true])
    })

    it('are refused as in production where they contradict each other', () => {
      expect(() => start(shops, { origin: 'http://agents.localhost:3001' })).toThrow(SapccConfigError)
      expect(() => start([...shops].reverse(), { origin: shops[1] })).toThrow(SapccConfigError)
      expect(() => start('http://localhost:3000', { origin: shops[1] })).toThrow(SapccConfigError)
    })
  })

  it('let calls name no other user at any of them, wherever the assisted service is', () => {
    const withUserIds = (assistedService: Record<string, unknown>) => {
      const { value, production } = source(['https://shop.example.com', 'https://agents.example.com'], {}, { proxySecret: 'a secret that only the proxy of the agents knows', ...assistedService })
      return parseOrigins({ value: { ...value, api: { ...value.api, allowUserIds: true } }, production }).map(allowsUserIds)
    }
    expect(withUserIds({ enabled: true, origin: 'https://agents.example.com' })).toEqual([false, false])
    expect(withUserIds({ enabled: true })).toEqual([false, false])
    expect(withUserIds({ enabled: false })).toEqual([true, true])
  })

  it('tell of what is missing in all of them once', () => {
    const { value, production } = source(['https://a.example', 'https://b.example'])
    const broken = { value: { ...value, api: { ...value.api, uri: '' } }, production }
    expect(() => parseOrigins(broken)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ variable: 'NUXT_SAPCC_API_URI' })] }))
  })
})

describe('the origin of a request', () => {
  const choose = createChooseOrigin(['https://shop.example.com', 'https://shop.example.de', 'http://localhost:3000'])

  it.each<[Record<string, string>, number]>([
    [{ host: 'shop.example.com' }, 0],
    [{ host: 'shop.example.de' }, 1],
    [{ host: 'SHOP.example.de:443' }, 1],
    [{ host: 'localhost:3000' }, 2],
    [{ host: 'localhost:3001' }, 0],
    // Behind a proxy the host may be an internal name.
    [{ 'host': '10.0.0.7:3000', 'x-forwarded-host': 'shop.example.de' }, 1],
    [{ 'host': '10.0.0.7:3000', 'x-forwarded-host': 'shop.example.de, edge.internal' }, 1],
    [{ 'host': 'shop.example.de', 'x-forwarded-host': 'evil.example' }, 1],
    // A listed host is not replaced by what any client can write.
    [{ 'host': 'shop.example.de', 'x-forwarded-host': 'shop.example.com' }, 1],
    [{ 'host': 'shop.example.com', 'x-forwarded-host': 'shop.example.de' }, 0],
    [{ 'host': 'evil.example', 'x-forwarded-host': 'evil.example' }, 0],
    [{ host: '__proto__' }, 0],
    [{}, 0],
  ])('is a listed one: %j', (headers, place) => {
    expect(choose(fakeRequest({ headers }))).toBe(place)
  })

  describe('that is guarded', () => {
    const secret = 'a secret that only the proxy of the agents knows'
    const chooseGuarded = createChooseOrigin(['https://shop.example.com', 'https://agents.example.com', 'https://shop.example.de'], { origin: 'https://agents.example.com', secret })

    it.each<[Record<string, string>, number]>([
      [{ 'host': 'agents.example.com', 'sapcc-proxy-secret': secret }, 1],
      [{ 'host': '10.0.0.7:3000', 'x-forwarded-host': 'agents.example.com', 'sapcc-proxy-secret': secret }, 1],
      [{ host: 'agents.example.com' }, 0],
      [{ 'host': '10.0.0.7:3000', 'x-forwarded-host': 'agents.example.com' }, 0],
      [{ 'host': 'agents.example.com', 'sapcc-proxy-secret': '' }, 0],
      [{ 'host': 'agents.example.com', 'sapcc-proxy-secret': `${secret}x` }, 0],
      [{ 'host': 'agents.example.com', 'sapcc-proxy-secret': secret.slice(0, -1) }, 0],
      // The secret opens one origin, and does not choose it.
      [{ 'host': 'shop.example.com', 'sapcc-proxy-secret': secret }, 0],
      [{ 'host': 'shop.example.de', 'x-forwarded-host': 'agents.example.com', 'sapcc-proxy-secret': secret }, 2],
      [{ host: 'shop.example.de' }, 2],
    ])('is reached through its proxy only, whatever a client writes into its headers: %j', (headers, place) => {
      expect(chooseGuarded(fakeRequest({ headers }))).toBe(place)
    })
  })

  it('is the page\'s, for what the server asks itself', () => {
    const outer = fakeRequest({ headers: { host: 'shop.example.de' } })
    expect(choose(fakeRequest({ isInner: true, outer, headers: { host: 'localhost' } }))).toBe(1)
  })
})
