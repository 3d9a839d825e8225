import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import type { Caller } from '../../../src/runtime/server/upstream/call-sap'
import { UpstreamTimeout, UpstreamUnreachable } from '../../../src/runtime/server/upstream/upstream'
import type { UpstreamRequest, UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'

const EXPIRED = JSON.stringify({ errors: [{ type: 'InvalidTokenError', message: 'Access token expired: old-token' }] })
const FORBIDDEN = JSON.stringify({ errors: [{ type: 'BadCredentialsError', message: 'No.' }] })

const GET_CART = { operationId: 'getCart', operation: { path: '/{baseSiteId}/users/{userId}/carts/{cartId}' } }

function responseOf(status: number, body = ''): UpstreamResponse {
  const response = new Response(status === 204 ? null : body)
  const answer: UpstreamResponse = {
    status,
    header: name => name === 'content-type' ? 'application/json' : undefined,
    headers: () => ({ 'content-type': 'application/json', 'www-authenticate': 'Bearer error_description="old-token"' }),
    stream: () => response.body!,
    bytes: async () => new Uint8Array(await response.arrayBuffer()),
    discard: () => Promise.resolve(),
    decoded: () => answer,
  }
  return answer
}

/** SAP as it answers one request after another, and the turns that were taken. */
function sap(...answers: (UpstreamResponse | Error)[]) {
  const sent: (string | undefined)[] = []
  const turns: string[] = []
  const limit = {
    enter: (sessionId: string): Promise<void> | undefined => void turns.push(`enter ${sessionId}`),
    leave: (sessionId: string) => void turns.push(`leave ${sessionId}`),
  }
  const callSap = createCallSap({
    upstream: {
      send({ headers }) {
        sent.push(headers.authorization)
        const answer = answers.shift()!
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
      },
    },
    limit,
    timeout: 1000,
  })
  return { callSap, sent, turns, limit }
}

const requestOf = (body?: UpstreamRequest['body']): UpstreamRequest => ({ method: 'POST', url: 'https://sap.example/occ/v2/x', headers: {}, ...(body === undefined ? {} : { body }) })

/** A customer whose token can be renewed. */
function customer() {
  const counts = { renewals: 0 }
  async function renew(): Promise<Caller> {
    counts.renewals++
    return Promise.resolve({ token: 'new-token', sessionId: 's', withNewToken: renew })
  }
  const caller: Caller = { token: 'old-token', sessionId: 's', withNewToken: renew }
  return { caller, counts }
}

const TURN = ['enter s', 'leave s']

describe('a call to SAP', () => {
  it('carries the token of its caller, or none at all', async () => {
    const { callSap, sent, turns } = sap(responseOf(200), responseOf(200))
    const request = requestOf()
    expect(await callSap(GET_CART, request, { token: 'old-token', sessionId: 's' })).not.toHaveProperty('unauthorized')
    await callSap(GET_CART, request, { token: undefined })
    expect(sent).toEqual(['Bearer old-token', undefined])
    // A call of no session waits for no turn.
    expect(turns).toEqual(TURN)
  })

  it.each([
    ['no body', undefined],
    ['a text', '{}'],
    ['bytes', new Uint8Array([1])],
    ['a form', new FormData()],
  ])('is sent once more with a new token after a 401 that it may cure, with %s', async (_, body) => {
    const { callSap, sent, turns } = sap(responseOf(401, EXPIRED), responseOf(200))
    const { caller, counts } = customer()
    const { response, unauthorized } = await callSap(GET_CART, requestOf(body), caller)
    expect([response.status, unauthorized, counts.renewals]).toEqual([200, undefined, 1])
    expect(sent).toEqual(['Bearer old-token', 'Bearer new-token'])
    expect(turns).toEqual([...TURN, ...TURN])
  })

  it.each([
    ['web', () => new Blob(['x']).stream()],
    ['Node', async function* () {
      yield await Promise.resolve(new Uint8Array([1]))
    }],
  ])('whose body was streamed (%s) renews the token all the same, and is not sent again', async (_, body) => {
    const { callSap, sent } = sap(responseOf(401, EXPIRED))
    const { caller, counts } = customer()
    const { response, unauthorized } = await callSap(GET_CART, requestOf(body()), caller)
    expect([response.status, unauthorized?.isCurable, counts.renewals, sent.length]).toEqual([401, true, 1, 1])
  })

  it('is sent twice at most', async () => {
    const { callSap, sent, turns } = sap(responseOf(401, EXPIRED), responseOf(401, EXPIRED))
    const { caller, counts } = customer()
    const { response, unauthorized } = await callSap(GET_CART, requestOf(), caller)
    expect([response.status, unauthorized?.error.type, counts.renewals]).toEqual([401, 'InvalidTokenError', 1])
    expect(sent).toEqual(['Bearer old-token', 'Bearer new-token'])
    expect(turns).toEqual([...TURN, ...TURN])
  })

  it('has the 401 as its answer where a new token would change nothing', async () => {
    const { callSap, sent } = sap(responseOf(401, FORBIDDEN))
    const { caller, counts } = customer()
    const { unauthorized } = await callSap(GET_CART, requestOf(), caller)
    expect([unauthorized?.isCurable, unauthorized?.error.type, counts.renewals, sent.length]).toEqual([false, 'BadCredentialsError', 0, 1])
  })

  it('has the 401 as its answer where there is no other token', async () => {
    for (const caller of [{ token: 'old-token' }, { token: 'old-token', renew: () => Promise.resolve(undefined) }]) {
      const { callSap, sent } = sap(responseOf(401, EXPIRED))
      const { unauthorized } = await callSap(GET_CART, requestOf(), caller)
      expect(unauthorized?.isCurable).toBe(true)
      expect(sent).toHaveLength(1)
      // SAP repeats the token.
      expect(new TextDecoder().decode(unauthorized?.body)).toContain('Access token expired: […]')
      expect(unauthorized?.headers).toEqual({ 'content-type': 'application/json' })
    }
  })

  it('leaves a 401 to a call without a token unread', async () => {
    const { callSap } = sap(responseOf(401, EXPIRED))
    const { response, unauthorized } = await callSap(GET_CART, requestOf(), { token: undefined })
    expect(unauthorized).toBeUndefined()
    expect(new TextDecoder().decode(await response.bytes())).toBe(EXPIRED)
  })

  it('fails with what renewing the token fails with', async () => {
    const { callSap, turns } = sap(responseOf(401, EXPIRED))
    const error = new SapccError('Not now.', { status: 503, data: { type: 'TokenRefreshUnavailableError' } })
    await expect(callSap(GET_CART, requestOf(), { ...customer().caller, withNewToken: () => Promise.reject(error) })).rejects.toBe(error)
    expect(turns).toEqual(TURN)
  })

  it.each([
    [new UpstreamTimeout('slow'), 504, 'UpstreamTimeoutError'],
    [new UpstreamUnreachable('away'), 502, 'UpstreamUnreachableError'],
  ])('fails, is not repeated and gives its turn back when SAP gives no answer: %s', async (cause, status, type) => {
    const { callSap, sent, turns } = sap(cause)
    await expect(callSap(GET_CART, requestOf(), customer().caller)).rejects.toMatchObject({ status, data: { type }, cause })
    expect(sent).toHaveLength(1)
    expect(turns).toEqual(TURN)
  })

  it('fails in the second attempt like in the first, and gives both turns back', async () => {
    const { callSap, turns } = sap(responseOf(401, EXPIRED), new UpstreamTimeout('slow'))
    await expect(callSap(GET_CART, requestOf(), customer().caller)).rejects.toMatchObject({ status: 504 })
    expect(turns).toEqual([...TURN, ...TURN])
  })

  it('that was given up fails with no error of SAP\'s', async () => {
    const cause = new UpstreamUnreachable('closed')
    const { callSap, turns } = sap(cause)
    await expect(callSap(GET_CART, requestOf(), customer().caller, AbortSignal.abort())).rejects.toBe(cause)
    expect(turns).toEqual(TURN)
  })

  it('hands a defect on as it is', async () => {
    const defect = new TypeError('defect')
    await expect(sap(defect).callSap(GET_CART, requestOf(), customer().caller)).rejects.toBe(defect)
  })

  it('whose turn does not come is not sent, and gives no turn back', async () => {
    const { callSap, limit, sent, turns } = sap()
    const error = new SapccError('Too many.', { status: 429, data: { type: 'TooManyCallsError' } })
    limit.enter = () => Promise.reject(error)
    await expect(callSap(GET_CART, requestOf(), customer().caller)).rejects.toBe(error)
    expect([sent, turns]).toEqual([[], []])
  })
})

describe('a customer whose token nothing can renew', () => {
  it.each([
    ['SAP says that the token is not valid', EXPIRED, 1],
    ['SAP refuses what the customer wants', FORBIDDEN, 0],
    ['it is not known who says so', '<html>401</html>', 0],
  ])('is told of a 401 once the call\'s turn is over, where %s', async (_, body, times) => {
    const { callSap, turns, sent } = sap(responseOf(401, body))
    const told: string[][] = []
    const { response } = await callSap(GET_CART, requestOf(), { token: 'old-token', sessionId: 's', tokenRefused: () => Promise.resolve(void told.push([...turns])) })
    expect(response.status).toBe(401)
    expect(told).toEqual(Array.from({ length: times }, () => TURN))
    expect(sent).toHaveLength(1)
  })
})
