import { describe, expect, it } from 'vitest'
import { asAccepted } from '../../../src/runtime/server/upstream/accepted-encoding'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { fakeRequest } from '../fake-request'

const decoded = { header: () => undefined, bodyStarted: () => undefined } as unknown as UpstreamResponse
const answer = (encoding?: string) => ({ header: (name: string) => name === 'content-encoding' ? encoding : undefined, decoded: () => decoded }) as UpstreamResponse

describe('a compressed answer of SAP\'s', () => {
  it.each<[encoding: string | undefined, accepted: string | undefined, takesCompressed: boolean, isPassedOn: boolean]>([
    [undefined, undefined, true, true],
    ['gzip', 'gzip, br', true, true],
    ['gzip', 'br, GZIP;q=0.5', true, true],
    ['br', '*', true, true],
    ['gzip', undefined, true, false],
    ['br', 'gzip', true, false],
    ['gzip', 'gzip;q=0', true, false],
    ['gzip, br', 'gzip', true, false],
    // Nothing decodes what the shop's own code gets by an inner request.
    ['gzip', 'gzip', false, false],
  ])('%s for who accepts %s (compressed possible: %s) is passed on: %s', async (encoding, accepted, takesCompressed, isPassedOn) => {
    const sent = answer(encoding)
    const request = fakeRequest({ takesCompressed, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } })
    expect(await asAccepted(sent, request)).toBe(isPassedOn ? sent : decoded)
  })
})
