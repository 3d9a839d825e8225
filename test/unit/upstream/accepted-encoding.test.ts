import { describe, expect, it } from 'vitest'
import { asAccepted } from '../../../src/runtime/server/upstream/accepted-encoding'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { fakeRequest } from '../fake-request'

const decoded = {} as UpstreamResponse
const answer = (encoding?: string) => ({ header: (name: string) => name === 'content-encoding' ? encoding : undefined, decoded: () => decoded }) as UpstreamResponse

describe('a compressed answer of SAP\'s', () => {
  it.each<[encoding: string | undefined, accepted: string | undefined, isInner: boolean, isPassedOn: boolean]>([
    [undefined, undefined, false, true],
    ['gzip', 'gzip, br', false, true],
    ['gzip', 'br, GZIP;q=0.5', false, true],
    ['br', '*', false, true],
    ['gzip', undefined, false, false],
    ['br', 'gzip', false, false],
    ['gzip', 'gzip;q=0', false, false],
    ['gzip, br', 'gzip', false, false],
    // Nothing decodes what the shop's own code gets by an inner request.
    ['gzip', 'gzip', true, false],
  ])('%s for who accepts %s (inner: %s) is passed on: %s', (encoding, accepted, isInner, isPassedOn) => {
    const sent = answer(encoding)
    const request = fakeRequest({ isInner, headers: accepted === undefined ? {} : { 'accept-encoding': accepted } })
    expect(asAccepted(sent, request)).toBe(isPassedOn ? sent : decoded)
  })
})
