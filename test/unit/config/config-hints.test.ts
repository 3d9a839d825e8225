import { describe, expect, it } from 'vitest'
import { configHints } from '../../../src/runtime/server/config/hints'
import { initialSettings } from '../../../src/runtime/server/config/setting'
import { serverSettings } from '../../../src/runtime/server/config/settings'

const value = { ...initialSettings(serverSettings), publicUrl: 'https://shop.example.com' }

describe('configHints', () => {
  it('is silent about every variable of the module, and about those of other software', () => {
    const env = { NUXT_SAPCC_API_URI: '1', NUXT_SAPCC_API_BASE_SITE_ID: '1', NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS_PROMPT: 'login', NUXT_SAPCC_OAUTH_TOKEN_RETRY_INTERVAL_IN_SECONDS: '1', NUXT_PUBLIC_SAPCC_API_URL: '1', NITRO_PORT: '1' }
    expect(configHints({ value, production: true, env })).toEqual([])
  })

  it('names a variable that nothing reads, and the one it was meant for', () => {
    expect(configHints({ value, production: true, env: { NUXT_SAPCC_API_BASESITE_ID: '1' } })).toEqual([
      'NUXT_SAPCC_API_BASESITE_ID is not a setting of this module; did you mean NUXT_SAPCC_API_BASE_SITE_ID?',
    ])
  })

  it('does the same for what the browser knows', () => {
    expect(configHints({ value, production: true, env: { NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLE: '1', NUXT_PUBLIC_SAPCC_API_PATH: '1' } })).toEqual([
      'NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLE is not a setting of this module; did you mean NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED?',
    ])
  })

  it('knows the names of both sides', () => {
    const hints = (name: string) => configHints({ value, production: true, env: { [name]: '1' } })
    expect(hints('NUXT_SAPCC_SSR_REFRESH_ENABLED')).toEqual(['NUXT_SAPCC_SSR_REFRESH_ENABLED is not a setting of this module; did you mean NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED?'])
    expect(hints('NUXT_SAPCC_LOGIN_PAG')).toEqual(['NUXT_SAPCC_LOGIN_PAG is not a setting of this module; did you mean NUXT_PUBLIC_SAPCC_LOGIN_PAGE?'])
    expect(hints('NUXT_SAPCC_API_URL')).toEqual(['NUXT_SAPCC_API_URL is not a setting of this module; did you mean NUXT_SAPCC_API_URI or NUXT_PUBLIC_SAPCC_API_URL?'])
    expect(hints('NUXT_PUBLIC_SAPCC_SESION_PASSWORD')).toEqual(['NUXT_PUBLIC_SAPCC_SESION_PASSWORD is not a setting of this module; did you mean NUXT_SAPCC_SESSION_PASSWORD?'])
    // These are errors, see parseConfig.
    expect(hints('NUXT_PUBLIC_SAPCC_SESSION_PASSWORD')).toEqual([])
    expect(configHints({ value, publicValue: { session: {} }, production: true })).toEqual([])
    expect(configHints({ value: { ...value, ssrRefreshEnabled: true }, production: true })).toEqual(['runtimeConfig.sapcc.ssrRefreshEnabled is not a setting of this module; did you mean runtimeConfig.public.sapcc.ssrRefreshEnabled?'])
  })

  it('names parameters of the login that the server sets itself', () => {
    const hints = (authorizationParams: unknown) => configHints({ value: { ...value, oauth: { ...value.oauth, authorizationParams } }, production: true })
    expect(hints({ redirect_uri: 'https://x.example', State: 'x', prompt: 'login' })).toEqual(['redirect_uri', 'State'].map(name => `NUXT_SAPCC_OAUTH_AUTHORIZATION_PARAMS has ${name}, which the server sets itself. The entry has no effect.`))
    expect(hints({ ui_locales: 'de' })).toEqual([])
    expect(hints('x')).toEqual([])
  })

  it('names what nothing reads in nuxt.config', () => {
    const misspelt = { ...value, api: { ...value.api, baseSite: 'electronics' }, oauth: { ...value.oauth, authorizationParams: { prompt: 'login' } }, sesion: {} }
    expect(configHints({ value: misspelt, publicValue: { ssrRefreshEnabled: true, apiurl: '' }, production: true })).toEqual([
      'runtimeConfig.sapcc.api.baseSite is not a setting of this module; did you mean runtimeConfig.sapcc.api.baseSiteId?',
      'runtimeConfig.sapcc.sesion is not a setting of this module; did you mean runtimeConfig.sapcc.session?',
      'runtimeConfig.public.sapcc.apiurl is not a setting of this module; did you mean runtimeConfig.public.sapcc.apiUrl?',
    ])
  })

  it('tells in development of a password that production will refuse, without showing it', () => {
    const source = { value: { ...value, session: { ...value.session, password: 'short' } }, env: {} }
    const hints = configHints({ ...source, production: false })
    expect(hints).toEqual([expect.stringMatching(/^NUXT_SAPCC_SESSION_PASSWORD is shorter than 32/)])
    expect(hints.join()).not.toContain('"short"')
    expect(configHints({ ...source, production: true })).toEqual([])
  })

  it('warns of an address by which passwords and sessions can be read in transit', () => {
    const hints = (publicUrl: unknown, production = true) => configHints({ value: { ...value, publicUrl }, production, env: {} })
    expect(hints('http://shop.example.com')).toEqual([expect.stringMatching(/^NUXT_SAPCC_PUBLIC_URL has the address http:\/\/shop\.example\.com, which is not https/)])
    expect(hints(['https://shop.example.com', { url: 'http://shop.example.de' }])).toEqual([expect.stringContaining('http://shop.example.de')])
    expect(hints('http://shop.example.com', false)).toEqual([])
    for (const origin of ['https://shop.example.com', 'http://localhost:3000', 'http://127.0.0.1', 'http://[::1]:3000']) expect(hints(origin)).toEqual([])
  })

  it('tells that calls may name no other user where there is the assisted service', () => {
    const hints = (allowUserIds: boolean, enabled: boolean | string) => configHints({ value: { ...value, api: { ...value.api, allowUserIds }, assistedService: { ...value.assistedService, enabled } }, production: true, env: {} })
    expect(hints(true, true)).toEqual([expect.stringMatching(/^NUXT_SAPCC_API_ALLOW_USER_IDS has no effect/)])
    expect(hints(true, 'true')).toHaveLength(1)
    expect([...hints(true, false), ...hints(false, true)]).toEqual([])
  })

  it('names the shop\'s address where customers could not sign in without it', () => {
    const missing = { ...value, publicUrl: '' }
    const named = (source: object, production = true) => configHints({ value: source, production, env: {} }).map(hint => hint.split(' ')[0])
    expect(named(missing)).toEqual(['NUXT_SAPCC_PUBLIC_URL'])
    expect(configHints({ value: missing, production: true })).toEqual([expect.stringContaining('customers can sign in only by password, on the legacy generation')])
    expect(named(missing, false)).toEqual([])
    expect(named({ ...missing, oauth: { ...value.oauth, redirectUri: 'https://shop.example.com/callback' } })).toEqual([])
    expect(named({ ...missing, oauth: { ...value.oauth, pkceSupported: false } })).toEqual([])
  })
})
