import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { createEvent, getCookie } from 'h3'
import { describe, expect, it, vi } from 'vitest'
import { requestOf } from '../../../src/runtime/server/platform/nitro2/request'

vi.mock('nitropack/runtime', () => ({ getRouteRules: () => ({}) }))

describe('a request whose cookies are removed while it is answered', () => {
  it.each([
    ['none', () => false, undefined],
    ['some', (name: string) => name === 'b', 'b=2'],
  ])('has %s of them afterwards, however the shop\'s code asks', (_, isWanted, left) => {
    const req = new IncomingMessage(new Socket())
    req.headers = { cookie: 'a=1; b=2', host: 'shop.example' }
    const event = createEvent(req, new ServerResponse(req))
    // A middleware of the shop's has read them before.
    expect(event.headers.get('cookie')).toBe('a=1; b=2')
    const request = requestOf(event)
    request.filterCookies(isWanted)
    expect(request.header('cookie')).toBe(left)
    expect(event.headers.get('cookie') ?? undefined).toBe(left)
    expect(event.headers.get('host')).toBe('shop.example')
    expect(getCookie(event, 'a')).toBeUndefined()
    expect(getCookie(event, 'b')).toBe(left && '2')
  })
})
