import { describe, expect, it } from 'vitest'
import { createCallerHeaders } from '../../../src/runtime/server/occ/caller-headers'
import { headersToClient, headersToSap } from '../../../src/runtime/server/proxy/headers'

describe('headersToSap', () => {
  it.each([
    'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
    'host', 'origin', 'referer', 'cookie', 'authorization', 'expect', 'forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-prefix', 'x-real-ip', 'x-original-url', 'x-rewrite-url',
    'sec-fetch-site', 'sec-ch-ua', 'access-control-request-method', 'cf-connecting-ip', 'x-sapcc',
    // What nothing in this module knows.
    'x-remote-user', 'x-ssl-client-cert', 'x-original-forwarded-for', 'x-authenticated-user', 'remote-user', 'x-wap-profile', 'x-amzn-oidc-data', 'x-goog-iap-jwt-assertion', 'x-ms-client-principal', 'fastly-client-ip', 'x-forwarded', 'x-envoy-external-address', 'x-api-key', 'x-csrf-token', 'x-requested-with', 'dnt', 'pragma', 'cache-control', 'x-other',
  ])('keeps %s from SAP, in whatever case', (name) => {
    expect({ ...headersToSap({ [name]: 'x', [name.toUpperCase()]: 'x', accept: 'text/plain' }) }).toEqual({ accept: 'text/plain' })
  })

  it('keeps from SAP what Connection names', () => {
    expect({ ...headersToSap({ 'connection': 'close, X-Secret ,accept', 'x-secret': '1', 'accept': '*/*', 'user-agent': '2' }, new Set(['x-secret'])) }).toEqual({ 'user-agent': '2' })
  })

  it('passes on what a call is made of', () => {
    const headers = {
      'accept': 'application/json', 'accept-encoding': 'gzip, br', 'accept-language': 'de', 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': '7',
      'if-match': '"1"', 'if-none-match': '"2"', 'range': 'bytes=0-1', 'if-range': '"3"', 'user-agent': 'x',
    }
    expect({ ...headersToSap(headers) }).toEqual(headers)
  })

  it('passes on OCC\'s own headers and those that the shop lists', () => {
    const { toSap } = createCallerHeaders({ requestHeaders: ['x-own'], responseHeaders: [] })
    const headers = { 'x-anonymous-consents': '[]', 'occ-personalization-id': '1', 'occ-personalization-time': '2', 'sap-commerce-cloud-captcha-token': '3', 'x-own': '4' }
    expect({ ...headersToSap({ ...headers, 'X-Own': '4', 'x-foreign': '5' }, toSap) }).toEqual(headers)
  })

  it('drops values that would end the header, and takes every name as a name', () => {
    const sent = headersToSap(Object.fromEntries([['x-a', 'b\r\nauthorization: Bearer x'], ['x-b', 'a\0'], ['x-c', '€'], ['__proto__', 'y'], ['x-d', 'ü\t']]), new Set(['x-a', 'x-b', 'x-c', '__proto__', 'x-d']))
    expect(Object.entries(sent)).toEqual([['__proto__', 'y'], ['x-d', 'ü\t']])
  })

  it('writes out the numbers of a request that the server makes to itself', () => {
    expect({ ...headersToSap({ 'X-Page': 2, 'X-Whole': true, 'X-None': null }, new Set(['x-page', 'x-whole', 'x-none'])) }).toEqual({ 'x-page': '2', 'x-whole': 'true' })
  })

  it('makes one of several', () => {
    expect({ ...headersToSap({ 'Accept-Language': ['de', 'en'], 'x-none': undefined, 'x-broken': ['a', '\n'] }) }).toEqual({ 'accept-language': 'de, en' })
  })
})

describe('headersToClient', () => {
  const toClient = (headers: Parameters<typeof headersToClient>[0]) => ({ ...headersToClient(headers) })
  const own = { 'cache-control': 'no-store' }

  it.each([
    'connection', 'keep-alive', 'transfer-encoding', 'trailer', 'upgrade', 'proxy-authenticate', 'set-cookie', 'access-control-allow-origin', 'access-control-allow-credentials', 'strict-transport-security',
    'www-authenticate', 'clear-site-data', 'alt-svc', 'refresh', 'cache-control', 'cdn-cache-control', 'vercel-cdn-cache-control', 'surrogate-control', 'akamai-cache-control', 'fastly-cache-control', 'fastly-debug', 'x-cache-control', 'edge-control', 'expires', 'pragma', 'x-accel-redirect', 'x-sendfile', 'location',
    // What a browser remembers of the shop's origin, or does because of it.
    'accept-ch', 'accept-ch-lifetime', 'critical-ch', 'set-login', 'nel', 'report-to', 'reporting-endpoints', 'content-security-policy', 'content-security-policy-report-only', 'public-key-pins', 'public-key-pins-report-only', 'expect-ct',
    'origin-agent-cluster', 'origin-trial', 'permissions-policy', 'feature-policy', 'document-policy', 'service-worker-allowed', 'service-worker-navigation-preload', 'speculation-rules', 'supports-loading-mode', 'no-vary-search', 'use-as-dictionary', 'available-dictionary',
    'observe-browsing-topics', 'attribution-reporting-register-source', 'attribution-reporting-register-trigger', 'activate-storage-access', 'sec-session-registration', 'secure-session-registration', 'ad-auction-signals', 'shared-storage-write', 'cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy', 'timing-allow-origin', 'referrer-policy', 'sourcemap', 'idp-signin-status', 'x-dns-prefetch-control',
    // What a proxy or a platform in front of the shop obeys, and what nothing in this module knows.
    'x-lighttpd-send-file', 'x-reproxy-url', 'x-litespeed-purge', 'x-middleware-rewrite', 'x-vercel-cache', 'sapcc-session', 'server', 'via', 'other',
  ])('keeps %s from the client', (name) => {
    expect(toClient({ [name]: 'public, max-age=60' })).toEqual(own)
    expect(toClient({ [name]: ['public', 'max-age=60'] })).toEqual(own)
  })

  it('keeps from the client what Connection names, except for headers that this server sets itself', () => {
    expect(toClient({ 'connection': 'x-internal, cache-control', 'x-internal': '1', 'cache-control': 'x' })).toEqual(own)
  })

  it('passes on what describes the answer', () => {
    const headers = {
      'content-type': 'application/pdf', 'content-length': '5', 'content-encoding': 'gzip', 'content-range': 'bytes 0-4/9', 'accept-ranges': 'bytes', 'etag': '"1"', 'last-modified': 'x',
      'content-disposition': 'attachment; filename="Ü.pdf"', 'content-language': 'de', 'x-total-count': '7', 'retry-after': '3', 'link': '<?page=2>; rel="next"', 'allow': 'GET', 'repr-digest': 'sha-256=:x:',
      'x-anonymous-consents': '[]', 'occ-personalization-id': '1', 'occ-personalization-time': '2', 'sap-commerce-cloud-version': '2211', 'x-own': '4', 'ratelimit-remaining': '5',
    }
    expect(toClient({ ...headers, vary: ['accept', 'accept-encoding'] })).toEqual({ ...headers, vary: 'accept, accept-encoding', ...own })
  })

  it('passes on what the shop lists, but nothing that caches in front of it obey', () => {
    const { toCaller } = createCallerHeaders({ requestHeaders: [], responseHeaders: ['other', 'location', 'surrogate-control'] })
    expect({ ...headersToClient({ 'Other': '1', 'another': '2', 'location': 'https://sap.example', 'surrogate-control': 'max-age=1' }, toCaller) }).toEqual({ other: '1', ...own })
  })

  it('reads Connection also when it could not be passed on', () => {
    expect({ ...headersToSap({ 'Connection': ['\n', 'X-Secret'], 'X-Secret': '1' }) }).toEqual({})
  })
})
