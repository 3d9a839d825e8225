import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { giveConsents, givenConsents } from '../../../src/runtime/server/auth/give-consents'

const header = (value: unknown) => encodeURIComponent(JSON.stringify(value))

describe('the consents of X-Anonymous-Consents', () => {
  it('are those that were given', () => {
    expect(givenConsents(header([
      { templateCode: 'MARKETING', templateVersion: 0, consentState: 'GIVEN' },
      { templateCode: 'PERSONALIZATION', templateVersion: 1, consentState: 'WITHDRAWN' },
      { templateCode: 'STORE', templateVersion: 2, consentState: null },
    ]))).toEqual([{ templateCode: 'MARKETING', templateVersion: 0 }])
  })

  it.each([undefined, '', '%E0%A4%A', 'nonsense', header({}), header([null, 1, 'x', { consentState: 'GIVEN' }, { templateCode: 'A', templateVersion: 'x', consentState: 'GIVEN' }])])('are none in %j', (value) => {
    expect(givenConsents(value)).toEqual([])
  })
})

describe('consents at the sign-in', () => {
  const consents = [{ templateCode: 'A', templateVersion: 1 }, { templateCode: 'B', templateVersion: 2 }]

  it.each<[string, unknown, boolean]>([
    ['all are given', undefined, true],
    ['SAP refuses one for good', new SapccError('x', { status: 409, data: { type: 'ConflictError' } }), true],
    ['SAP is away', new SapccError('x', { status: 502, data: { type: 'UpstreamUnreachableError' } }), false],
    ['something breaks', new Error('x'), false],
  ])('%s: each is given, and the sign-in goes on', async (_, error, isDone) => {
    const asked: object[] = []
    const warnings: string[] = []
    const result = await giveConsents({
      consents,
      call: (_operation, params) => {
        asked.push(params)
        return error !== undefined && asked.length === 1 ? Promise.reject(error as Error) : Promise.resolve({})
      },
      log: { warn: message => void warnings.push(message) },
    })
    expect(result).toBe(isDone)
    expect(asked).toEqual([{ consentTemplateId: 'A', consentTemplateVersion: 1 }, { consentTemplateId: 'B', consentTemplateVersion: 2 }])
    expect(warnings).toHaveLength(error === undefined ? 0 : 1)
  })
})
