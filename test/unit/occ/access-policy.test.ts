import { describe, expect, it } from 'vitest'
import { assertBaseSiteAllowed, assertUserAllowed } from '../../../src/runtime/server/occ/access-policy'
import type { AccessPolicy } from '../../../src/runtime/server/occ/access-policy'

const policy: AccessPolicy = { baseSiteId: 'electronics' }
const forbidden = (subject: string) => expect.objectContaining({ status: 400, data: expect.objectContaining({ type: 'ForbiddenParameterError', reason: 'forbidden', subject, subjectType: 'parameter' }) as object }) as Error

describe('assertBaseSiteAllowed', () => {
  it.each([
    ['electronics', policy],
    ['apparel', { ...policy, allowedBaseSites: ['powertools', 'apparel'] }],
  ])('lets %s pass', (site, given) => {
    expect(() => assertBaseSiteAllowed(site, given)).not.toThrow()
  })

  it.each([
    ['apparel', policy],
    ['', policy],
    ['Electronics', policy],
    ['electronics ', { ...policy, allowedBaseSites: ['apparel'] }],
  ])('refuses %j, and does not repeat it', (site, given) => {
    expect(() => assertBaseSiteAllowed(site, given)).toThrow(forbidden('baseSiteId'))
  })

  it('compares as the caller says', () => {
    const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase()
    expect(() => assertBaseSiteAllowed('ELECTRONICS', policy, isSame)).not.toThrow()
    expect(() => assertBaseSiteAllowed('Apparel', { ...policy, allowedBaseSites: ['apparel'] }, isSame)).not.toThrow()
    expect(() => assertBaseSiteAllowed('toys', policy, isSame)).toThrow(forbidden('baseSiteId'))
  })
})

describe('assertUserAllowed', () => {
  it.each<[string, AccessPolicy['allowUserIds']]>([
    ['current', undefined],
    ['anonymous', false],
    ['current', () => false],
    ['jane@example.com', true],
    ['jane@example.com', userId => userId === 'jane@example.com'],
  ])('lets %s pass: %s', (userId, allowUserIds) => {
    expect(() => assertUserAllowed(userId, { ...policy, allowUserIds })).not.toThrow()
  })

  it.each<[string, AccessPolicy['allowUserIds']]>([
    ['jane@example.com', undefined],
    ['jane@example.com', false],
    ['john@example.com', userId => userId === 'jane@example.com'],
    ['Current', false],
    ['', false],
  ])('refuses %j: %s', (userId, allowUserIds) => {
    expect(() => assertUserAllowed(userId, { ...policy, allowUserIds })).toThrow(forbidden('userId'))
  })
})
