import { describe, expect, it } from 'vitest'
import { createVisitors } from '../../../src/runtime/server/visitor/visitor'
import { fakeScope, names } from '../fake-request'
import { sealer } from '../session/tokens'

const visitorOf = createVisitors({ config: { keepConsents: false, keepPersonalization: true }, sealer })

describe('what is remembered of a visitor', () => {
  it('makes the response one that no cache may keep, because SAP gets it', async () => {
    const scope = fakeScope(`${names.visitor}=${await sealer.sealValue('visitor', { 'occ-personalization-id': 'p1' })}`)
    expect(await visitorOf(scope)!.headers()).toEqual({ 'occ-personalization-id': 'p1' })
    expect(scope.isPersonalResponse).toBe(true)
  })

  it('leaves the response alone where there is nothing', async () => {
    const scope = fakeScope()
    expect(await visitorOf(scope)!.headers()).toEqual({})
    expect(scope.isPersonalResponse).toBe(false)
  })

  it('is in no response for all visitors', async () => {
    const scope = fakeScope(`${names.visitor}=${await sealer.sealValue('visitor', { 'occ-personalization-id': 'p1' })}`)
    scope.markPublicResponse()
    expect(await visitorOf(scope)!.headers()).toEqual({})
    expect(scope.isPersonalResponse).toBe(false)
  })
})
