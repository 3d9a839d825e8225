import { describe, expect, it } from 'vitest'
import { clientAddress, normalizeAddress } from '../../../src/runtime/server/auth/sign-in-limit/client-address'
import { fakeRequest } from '../fake-request'

function address(peer: string, headers: Record<string, string> = {}, addressHeader?: string, trustedProxies = 1) {
  return clientAddress(fakeRequest({ remoteAddress: peer, headers }), { trustedProxies, ...(addressHeader === undefined ? {} : { addressHeader }) })
}

describe('normalizeAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7:54321', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2::/64'],
    ['[2001:db8:1:2::9]:443', '2001:db8:1:2::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('%s is %s', (text, expected) => {
    expect(normalizeAddress(text)).toBe(expected)
  })

  it.each([undefined, '', 'unknown', '203.0.113.777', 'a.example', '1.2.3', '1::2::3', '1:2:3', '1:2:3:4:5:6:7:8:9', ':'.repeat(40), 'x'.repeat(1000), '203.0.113.7\r\n'.repeat(9)])('%j is none', (text) => {
    expect(normalizeAddress(text)).toBeUndefined()
  })
})

describe('clientAddress', () => {
  it('is that of the connection, whatever its client says', () => {
    expect(address('203.0.113.7', { 'x-forwarded-for': '198.51.100.1' })).toEqual({ address: '203.0.113.7', isBehindUnknownProxy: true })
    expect(address('203.0.113.7')).toEqual({ address: '203.0.113.7', isBehindUnknownProxy: false })
    expect(address('127.0.0.1')).toEqual({ address: '127.0.0.1', isBehindUnknownProxy: false })
  })

  it.each(['127.0.0.1', '10.1.2.3', '172.20.0.5', '192.168.1.1', '100.64.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1'])('is not that of a proxy in the neighbourhood: %s', (peer) => {
    expect(address(peer, { 'x-forwarded-for': '198.51.100.1' })).toEqual({ address: undefined, isBehindUnknownProxy: true })
  })

  it('is what the shop\'s own proxies wrote, from the right', () => {
    const headers = { 'x-forwarded-for': '6.6.6.6, 198.51.100.1, 10.0.0.2' }
    expect(address('10.0.0.1', headers, 'x-forwarded-for').address).toBe('10.0.0.2')
    expect(address('10.0.0.1', headers, 'x-forwarded-for', 2).address).toBe('198.51.100.1')
    expect(address('10.0.0.1', { 'cf-connecting-ip': '198.51.100.1' }, 'cf-connecting-ip').address).toBe('198.51.100.1')
  })

  it.each([
    ['is missing', { 'x-forwarded-for': '198.51.100.1' }, 'x-forwarded-fo', 1],
    ['is missing where a proxy says only which protocol the client used', { 'x-forwarded-proto': 'https' }, 'x-client', 1],
    ['has fewer entries than there are proxies', { 'x-forwarded-for': '198.51.100.1' }, 'x-forwarded-for', 2],
    ['has no address', { 'x-forwarded-for': 'unknown' }, 'x-forwarded-for', 1],
    ['has another syntax', { forwarded: 'for=198.51.100.1' }, 'forwarded', 1],
  ])('is not that of a proxy in the neighbourhood when the named header %s', (_, headers, name, proxies) => {
    expect(address('10.0.0.1', headers, name, proxies)).toEqual({ address: undefined, isBehindUnknownProxy: true })
    // A proxy with a public address, such as a CDN's, cannot be told from a client that forges the header.
    expect(address('203.0.113.7', headers, name, proxies)).toEqual({ address: '203.0.113.7', isBehindUnknownProxy: true })
  })

  it('is that of the connection when nothing says that a proxy forwarded the request', () => {
    expect(address('10.0.0.1', {}, 'x-forwarded-for')).toEqual({ address: '10.0.0.1', isBehindUnknownProxy: false })
  })

  it('is that of the connection when the header is missing, too short or invalid', () => {
    expect(address('203.0.113.7', {}, 'x-forwarded-for').address).toBe('203.0.113.7')
    expect(address('203.0.113.7', { 'x-forwarded-for': '6.6.6.6' }, 'x-forwarded-for', 2).address).toBe('203.0.113.7')
    expect(address('203.0.113.7', { 'x-forwarded-for': 'localhost' }, 'x-forwarded-for').address).toBe('203.0.113.7')
  })
})
