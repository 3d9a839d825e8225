import { describe, expect, it } from 'vitest'
import { OutageCause } from '../../../src/runtime/server/http/operator-note'
import { sessionOrThrow, unavailableOutcome } from '../../../src/runtime/server/session/refresh/outcome'

describe('a refresh that is not possible now', () => {
  it('has one cause, with and without a time to wait', () => {
    const cause = new OutageCause('why')
    for (const wait of [undefined, 1500]) {
      expect(() => sessionOrThrow(unavailableOutcome(cause, wait))).toThrow(expect.objectContaining({ name: 'TokenRefreshUnavailableError', cause }))
    }
    expect(() => sessionOrThrow(unavailableOutcome(cause, 1500))).toThrow(expect.objectContaining({ data: expect.objectContaining({ retryAfter: 2 }) as unknown }))
  })
})
