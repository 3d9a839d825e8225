import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SdkHttpError } from '@vue-storefront/sdk'
import axios from 'axios'
import { createError } from 'h3'
import { ofetch } from 'ofetch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asSapccError } from '../../../src/runtime/sdk/as-sapcc-error'
import { SapccError, TokenRefreshUnavailableError } from '../../../src/runtime/sdk/errors'

const OCC = { errors: [{ type: 'InvalidTokenError', message: 'Access token expired' }] }

let server: Server
let url: string

beforeAll(async () => {
  server = createServer((request, response) => {
    response.writeHead(401, 'Unauthorized', { 'content-type': 'application/json', 'x-answer': '1', 'set-cookie': 'token=secret' })
    response.end(request.url === '/empty' ? '' : JSON.stringify(OCC))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.close()
})

const failureOf = (call: Promise<unknown>) => call.then(() => undefined, (error: unknown) => error)

describe('asSapccError', () => {
  it.each([
    ['axios', () => failureOf(axios.get(url))],
    ['ofetch', () => failureOf(ofetch(url, { retry: false }))],
  ])('keeps the response of an error of %s', async (_, fail) => {
    const cause = await fail()
    const error = asSapccError(cause, 'getUser')
    expect(error).toBeInstanceOf(SapccError)
    expect(error).toMatchObject({ status: 401, message: 'Access token expired', data: { type: 'InvalidTokenError' }, cause })
    expect(error?.response).toMatchObject({ status: 401, statusText: 'Unauthorized', data: OCC, headers: { 'x-answer': '1' } })
    // On a server it is the visitor's session.
    expect(error?.response?.headers).not.toHaveProperty('set-cookie')
  })

  it.each([
    ['axios', () => failureOf(axios.get(`${url}/empty`))],
    ['ofetch', () => failureOf(ofetch(`${url}/empty`, { retry: false }))],
  ])('says what %s says where the body says nothing', async (_, fail) => {
    const cause = await fail() as Error
    expect(asSapccError(cause, 'getUser')).toMatchObject({ status: 401, message: cause.message, data: { type: 'HttpError' } })
  })

  it('takes the status of the public SDK\'s and of h3\'s errors', () => {
    const ofSdk = new SdkHttpError({ statusCode: 401, message: 'POST …', url })
    expect(asSapccError(ofSdk, 'getUser')).toMatchObject({ status: 401, message: 'POST …', response: { status: 401 }, cause: ofSdk })
    expect(asSapccError(createError({ statusCode: 404, data: { type: 'UnknownIdentifierError' } }), 'getUser')).toMatchObject({ status: 404 })
  })

  it('brings back an error of this module\'s server', () => {
    const body = new TokenRefreshUnavailableError(undefined, { retryAfter: 2 }).toJSON()
    const error = asSapccError({ response: { status: 503, data: JSON.stringify(body) } }, 'getUser')
    expect(error).toBeInstanceOf(TokenRefreshUnavailableError)
    expect(error?.response).toMatchObject({ status: 503, data: body })
  })

  it('leaves a SapccError as it is', () => {
    const error = new SapccError('no', { status: 400, data: { type: 'X' } })
    expect(asSapccError(error, 'getUser')).toBe(error)
  })

  it.each([undefined, 'text', new TypeError('x'), { status: '401' }])('makes nothing of %s', (error) => {
    expect(asSapccError(error, 'getUser')).toBeUndefined()
  })
})
