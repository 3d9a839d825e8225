import { expect, it } from 'vitest'
import type { CallAfterContext } from '../../../src/runtime/server/hooks'
import { noteTiming, serverTiming } from '../../../src/runtime/server/http/server-timing'
import { fakeRequest } from '../fake-request'

const call: CallAfterContext = { target: 'occ', operation: 'getCart', method: 'GET', host: 'sap.example', attempt: 1, headers: {}, status: 200, duration: 12.345 }

it('Server-Timing has each call, also of inner requests', () => {
  const page = fakeRequest()
  const inner = fakeRequest({ outer: page })
  expect(serverTiming(page)).toBeUndefined()
  noteTiming(page, call)
  noteTiming(inner, { ...call, operation: undefined, method: 'POST', status: undefined, errorType: 'UpstreamTimeoutError', duration: 3 })
  expect(serverTiming(page)).toBe('getCart;dur=12.3;desc="GET 200", unknown;dur=3.0;desc="POST UpstreamTimeoutError"')
  expect(serverTiming(inner)).toBe('unknown;dur=3.0;desc="POST UpstreamTimeoutError"')
})

it('Server-Timing stays bounded', () => {
  const page = fakeRequest()
  for (let count = 0; count < 1000; count++) noteTiming(page, call)
  expect(serverTiming(page)!.split(', ')).toHaveLength(50)
})
