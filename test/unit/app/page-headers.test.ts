import { describe, expect, it } from 'vitest'
import { withoutPageHeaders, withoutProxySecret } from '../../../src/runtime/app/sdk/page-headers.server'

const HEADERS = { 'Cookie': 'a=1', 'sec-fetch-site': 'none', 'accept-language': 'de', 'x-request-id': '1', 'sapcc-proxy-secret': 'secret' }

describe('headers of the page\'s request', () => {
  it('reach another server only as far as they are about the call', () => {
    expect(withoutPageHeaders(HEADERS)).toEqual({ 'accept-language': 'de', 'x-request-id': '1' })
    expect(withoutPageHeaders({ 'Sapcc-Proxy-Secret': 'secret' })).toEqual({})
    expect(withoutPageHeaders()).toEqual({})
  })

  it('reach sdk.config.ts without the secret of the proxy in front of the shop', () => {
    const { 'sapcc-proxy-secret': _, ...others } = HEADERS
    expect(withoutProxySecret(HEADERS)).toEqual(others)
  })
})
