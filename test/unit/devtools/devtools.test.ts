import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { answerDevtools } from '../../../src/runtime/server/devtools/answer-devtools'
import type { DevtoolsState } from '../../../src/runtime/server/devtools/answer-devtools'
import { describeConfig } from '../../../src/runtime/server/devtools/describe-config'
import { recordHooks } from '../../../src/runtime/server/devtools/record-hooks'
import type { Listen } from '../../../src/runtime/server/hooks'
import { createRecorder } from '../../../src/runtime/server/devtools/recorder'
import { SapccConfigError } from '../../../src/runtime/server/config/config-error'
import { parseConfig } from '../../../src/runtime/server/config/parse-config'
import { initialSettings } from '../../../src/runtime/server/config/setting'
import { serverSettings } from '../../../src/runtime/server/config/settings'
import type { ServerEvent, ServerRequest } from '../../../src/runtime/server/platform/types'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { fakeRequest } from '../fake-request'

const SECRETS = ['client-secret-of-the-shop', 'a-password-that-encrypts-cookies', 'a-secret-that-opens-the-purges!!', 'access-token', 'refresh-token', 'session-id']

function configure(apiUri = 'http://127.0.0.1:9002/occ/v2') {
  const initial = initialSettings(serverSettings)
  return parseConfig({
    value: {
      ...initial,
      api: { ...initial.api, uri: apiUri, baseSiteId: 'electronics' },
      oauth: { ...initial.oauth, uri: 'http://127.0.0.1:9002/authorizationserver', clientId: 'storefront', clientSecret: SECRETS[0] },
      session: { ...initial.session, password: SECRETS[1] },
      cache: { ...initial.cache, purgeSecret: SECRETS[2] },
    },
    publicValue: {},
    production: false,
    env: {},
  } as never)
}

const session = () => Promise.resolve({ id: 'session-id', generation: 2, accessToken: 'access-token', refreshToken: 'refresh-token', tokenType: 'bearer', scope: 'basic', expiresAt: 5000, lifetime: 4000, createdAt: 1000, usedAt: 2000 })

function options({ recorder = createRecorder(), config = configure() } = {}) {
  return { recorder, server: () => ({ config, session }) }
}

const sameSite = { 'sec-fetch-site': 'same-origin' }
const ask = (part: string, given: Partial<ServerRequest> = {}, of = options()) => answerDevtools(fakeRequest({ headers: sameSite, ...given }), part, of)
const stateOf = async (...args: Parameters<typeof ask>) => JSON.parse((await ask(...args)).body as string) as DevtoolsState

/** The stand-in's controls. */
const controls = vi.fn(async (_url: string, _init?: RequestInit) => Response.json({ ok: true }))

beforeEach(() => vi.stubGlobal('fetch', controls.mockClear()))
afterEach(() => void vi.unstubAllGlobals())

describe('what the DevTools tab shows', () => {
  it('is session, configuration and advice, without a secret or a token', async () => {
    const state = await stateOf('state')
    expect(state.session).toEqual({ generation: 2, tokenExpiresAt: 5000, tokenLifetime: 4000, signedInAt: 1000, idleUntil: 2000 + 2_592_000_000, endsAt: 1000 + 31_536_000_000, hasRefreshToken: true, scope: 'basic' })
    expect(state.settings.find(({ variable }) => variable === 'NUXT_SAPCC_API_BASE_SITE_ID')).toEqual({ variable: 'NUXT_SAPCC_API_BASE_SITE_ID', value: 'electronics', isSet: true })
    expect(state.settings.find(({ variable }) => variable === 'NUXT_SAPCC_OAUTH_CLIENT_SECRET')).toEqual({ variable: 'NUXT_SAPCC_OAUTH_CLIENT_SECRET', value: 'set, not shown', isSet: true })
    expect(state.settings.find(({ variable }) => variable === 'NUXT_SAPCC_API_TIMEOUT')).toMatchObject({ value: '30000', isSet: false })
    expect(state.advice.join('\n')).toContain('NUXT_SAPCC_PUBLIC_URL is not set')
    for (const secret of SECRETS) expect(JSON.stringify(state)).not.toContain(secret)
  })

  it('has no secret of an origin\'s, either', () => {
    const config = { ...configure(), publicUrl: [{ url: 'https://outlet.example.com', clientSecret: SECRETS[0] }] as never }
    expect(JSON.stringify(describeConfig(config))).not.toContain(SECRETS[0])
    expect(JSON.stringify(describeConfig(config))).toContain('outlet.example.com')
  })

  it('names what is missing where the shop is not set up', async () => {
    const recorder = createRecorder()
    const state = await stateOf('state', {}, { recorder, server: () => {
      throw new SapccConfigError([{ variable: 'NUXT_SAPCC_API_URI', problem: 'is missing.' }])
    } })
    expect(state).toMatchObject({ problems: [{ variable: 'NUXT_SAPCC_API_URI' }], settings: [], isStandIn: false })
    expect(controls).not.toHaveBeenCalled()
  })

  it('is for this site only, and the page may be in no other site\'s frame', async () => {
    for (const part of ['', 'state', 'stand-in']) expect((await ask(part, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
    const page = await ask('')
    expect(page.headers['content-security-policy']).toContain('frame-ancestors \'self\'')
    expect(page.headers['content-security-policy']).toContain('default-src \'none\'')
    expect((await ask('other')).status).toBe(404)
  })
})

describe('the stand-in\'s controls', () => {
  const press = (action: unknown, config = configure(), headers: Record<string, string> = sameSite) => ask('stand-in', { method: 'POST', headers: { ...headers, 'content-length': '10' }, readBody: () => Promise.resolve(new TextEncoder().encode(JSON.stringify({ action }))) }, options({ config }))

  it.each([
    ['expire', 'POST', '/__sap/expire-access-tokens'],
    ['revoke', 'POST', '/__sap/revoke-sessions'],
    ['break-oauth', 'POST', '/__sap/faults'],
    ['break-occ', 'POST', '/__sap/faults'],
    ['mend', 'DELETE', '/__sap/faults'],
  ])('are called by a button: %s', async (action, method, path) => {
    expect((await press(action)).status).toBe(200)
    expect(controls.mock.calls.at(-1)).toEqual([`http://127.0.0.1:9002${path}`, expect.objectContaining({ method })])
  })

  it('are nothing else', async () => {
    for (const action of ['reset', 'constructor', 1, undefined]) expect((await press(action)).status).toBe(404)
  })

  it('are not looked for on a host that may be a real one', async () => {
    const config = configure('https://api.example.com/occ/v2')
    expect((await press('revoke', config)).status).toBe(404)
    expect(await stateOf('state', {}, options({ config }))).toMatchObject({ isStandIn: false })
    expect(controls).not.toHaveBeenCalled()
  })

  it('are not there where another server answers, or none', async () => {
    controls.mockResolvedValueOnce(new Response(null, { status: 404 }))
    expect(await stateOf('state')).toMatchObject({ isStandIn: false })
    controls.mockRejectedValueOnce(new TypeError('refused'))
    expect((await press('mend')).status).toBe(404)
  })

  it('tell that they failed', async () => {
    controls.mockResolvedValueOnce(Response.json({})).mockResolvedValueOnce(new Response(null, { status: 500 }))
    expect((await press('expire')).status).toBe(502)
  })
})

describe('the timeline of the server', () => {
  function record() {
    const recorder = createRecorder(() => 1)
    const listeners = new Map<string, (context: never) => unknown>()
    recordHooks(((name, listener) => void listeners.set(name, listener as never)) as Listen, recorder, () => 'server, /account')
    const tell = (name: string, context: object) => listeners.get(name)!(context as never)
    return { tell, recorder, lines: () => recorder.since(0).map(({ kind, text, status, cause, isRetry }) => [kind, text, status, cause, isRetry].filter(part => part !== undefined && part !== false).join(' | ')) }
  }
  const event = {} as ServerEvent
  const call = { event, target: 'occ', operation: 'getUser', method: 'GET', host: 'x', attempt: 1, headers: {}, status: 200, duration: 12 }

  it('has calls, refreshes and retries with their causes, and which request they belong to', () => {
    const { tell, lines, recorder } = record()
    tell('sapcc:call:after', { ...call, status: 401 })
    tell('sapcc:call:after', { ...call, target: 'authorization-server', operation: 'token', grantType: 'refresh_token', method: 'POST' })
    tell('sapcc:token:refreshed', { event, tokens: { access_token: 'access-token', expires_in: 300 } })
    tell('sapcc:call:after', { ...call, attempt: 2 })
    tell('sapcc:call:after', { ...call, status: undefined, errorType: 'UpstreamTimeoutError' })
    expect(lines()).toEqual([
      'call | GET getUser | 401 | SAP refuses the token',
      'refresh | OAuth: token (refresh_token) | 200',
      'session | Token renewed, valid for 300 s',
      'call | GET getUser | 200 | true',
      'call | GET getUser | UpstreamTimeoutError',
    ])
    expect(new Set(recorder.since(0).map(({ within }) => within))).toEqual(new Set(['server, /account']))
    expect(JSON.stringify(recorder.since(0))).not.toContain('access-token')
  })

  it('has the ends of sessions, and what went wrong', () => {
    const { tell, lines } = record()
    tell('sapcc:token:refresh-error', { event, error: new SapccError('away', { status: 503, data: { type: 'TokenRefreshUnavailableError' } }) })
    tell('sapcc:session:ended', { event, reason: 'refused' })
    tell('sapcc:measured', { name: 'refresh', outcome: 'renewed', duration: 1 })
    tell('sapcc:measured', { name: 'refresh', outcome: 'refused', duration: 1 })
    tell('sapcc:measured', { name: 'storage-error' })
    expect(lines()).toEqual([
      'trouble | Token not renewed | TokenRefreshUnavailableError',
      'session | Session ends | refused',
      'trouble | Refresh refused: the session is over',
      'trouble | The storage of sessions did not answer',
    ])
  })

  it('keeps a limited number, and tells what is new, also after a restart', () => {
    const recorder = createRecorder()
    for (let count = 1; count <= 350; count++) recorder.add({ kind: 'call', text: String(count) })
    expect(recorder.since(0)).toHaveLength(300)
    expect(recorder.since(348).map(({ number }) => number)).toEqual([349, 350])
    expect(createRecorder().since(350)).toEqual([])
    expect(recorder.since(1000)).toHaveLength(300)
  })
})
