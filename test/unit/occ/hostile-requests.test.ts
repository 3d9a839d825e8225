import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildOccRequest } from '../../../src/runtime/server/occ/build-request'
import type { OccRequest } from '../../../src/runtime/server/occ/build-request'
import type { OccOperation } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { context, requiredParams } from './support'

const runs = 5000
const entries = Object.entries(operations)

/** Strings an attacker would try, alone and glued together. */
const nasty = fc.constantFrom(
  '..', '.', '/', '\\', '../', '..\\', '%2e%2e', '%2E%2e%2f', '%252e', '..;', ';jsessionid=1', '?a=b', '#', '&', '=', '%', '%00', '\0', '\r\n', '\n', '\t', '\u0085', '\u2028',
  '\uD800', '\uDFFF', '\uFEFF', '\u202E', '．．', '／', '@', ':', '//evil.example', 'https://evil.example', '@evil.example', '__proto__', 'constructor', 'current', 'anonymous', 'a', '',
  ' ', '\'', '"', '<script>', '${a}', '{userId}', '{baseSiteId}', 'x'.repeat(9000), '😀',
)
const hostileText = fc.oneof(nasty, fc.array(nasty, { maxLength: 5 }).map(parts => parts.join('')), fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: 'binary-ascii', maxLength: 30 }))
const hostileValue = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.array(hostileText, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withObjectString: true, withSparseArray: true }) },
  { weight: 1, arbitrary: fc.constantFrom(undefined, null, Number.NaN, Infinity, -0, Symbol('a'), () => 'a', new Proxy({}, {})) },
)
const refusedNames = ['__proto__', 'constructor', 'prototype', 'host', 'access_token', '_method']
const hostileName = fc.oneof(fc.constantFrom('lang', 'curr', 'fields', 'userId', 'baseSiteId', 'toString', 'authorization', ...refusedNames), hostileText)

/** An operation with its parameters, some of them replaced by hostile values, and some more. */
const anyOperation = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...entries) },
  // Few, but with a danger of their own.
  { weight: 1, arbitrary: fc.constantFrom(...entries.filter(([, { headerParams }]) => headerParams.length > 0)) },
)
const hostileCall = anyOperation.chain(([operationId, operation]) => {
  const names = [...operation.pathParams, ...operation.queryParams, ...operation.headerParams, ...(operation.body ? [operation.body] : [])].map(({ name }) => name)
  return fc.record({
    operationId: fc.constant(operationId),
    operation: fc.constant(operation),
    replaced: fc.subarray(names).chain(chosen => fc.record(Object.fromEntries(chosen.map(name => [name, hostileValue])))),
    added: fc.array(fc.tuple(hostileName, hostileValue), { maxLength: 3 }),
  }).map(({ replaced, added, ...rest }) => {
    const params: Record<string, unknown> = { ...requiredParams(operation), ...replaced }
    for (const [name, value] of added) Object.defineProperty(params, name, { value, enumerable: true, configurable: true, writable: true })
    return { ...rest, params }
  })
})

/** The request, or `undefined` when it was refused as it should be. */
function attempt(operationId: string, operation: OccOperation, params: unknown): OccRequest | undefined {
  try {
    return buildOccRequest(operationId, operation, params, context)
  }
  catch (error) {
    expect(error).toBeInstanceOf(SapccError)
    const { status, data, message } = error as SapccError
    expect(status).toBe(400)
    expect(data.type).toMatch(/^(?:Missing|Unknown|Invalid|Forbidden)ParameterError$/)
    expect(`${message}${data.subject ?? ''}`).toMatch(/^[\x20-\x7E]*$/)
    return undefined
  }
}

function expectHarmless({ url, headers, method }: OccRequest, operation: OccOperation): void {
  expect(method).toBe(operation.method)
  expect(url).toMatch(/^[\x21-\x7E]{1,16384}$/)
  const parsed = new URL(url)
  expect(parsed.href).toBe(url)
  expect(parsed.origin).toBe('https://sap.example:9002')
  expect(parsed.username + parsed.password + parsed.hash).toBe('')
  const prefix = operation.path === '/basesites' ? '/occ/v2/basesites' : '/occ/v2/electronics/'
  expect(parsed.pathname.startsWith(prefix)).toBe(true)
  const segments = parsed.pathname.split('/').slice(3)
  const template = operation.path.split('/').slice(1)
  expect(segments).toHaveLength(template.length)
  template.forEach((segment, index) => {
    // What is fixed in the template arrives as it is, and no parameter is empty or a step up, however often it is decoded.
    if (!segment.includes('{')) expect(segments[index]).toBe(segment)
    else if (segment === '{userId}') expect(['current', 'anonymous']).toContain(segments[index])
    else {
      expect(decodeURIComponent(segments[index]!)).toMatch(/^\P{Cc}+$/u)
      expect(decodeAll(segments[index]!).split(/[\\/]/).some(part => /^\.{1,2}(?:;.*)?$/s.test(part))).toBe(false)
    }
  })
  for (const name of refusedNames) expect(parsed.searchParams.has(name), name).toBe(false)
  for (const value of Object.values(headers)) expect(value).toMatch(/^[\x20-\x7E]+$/)
  expect(headers).not.toHaveProperty('host')
  expect(headers).not.toHaveProperty('authorization')
}

/** As a chain of servers that each decode once would see it: here, the one that should and one too many. */
function decodeAll(segment: string): string {
  const once = decodeURIComponent(segment)
  return once.replace(/%(2e|2f|5c|3b)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

describe('hostile calls', () => {
  it('are refused, or stay what they were meant to be', () => {
    let built = 0
    fc.assert(fc.property(hostileCall, ({ operationId, operation, params }) => {
      const request = attempt(operationId, operation, params)
      if (request === undefined) return
      built += 1
      expectHarmless(request, operation)
    }), { numRuns: runs })
    // The test would say nothing if everything was refused.
    expect(built).toBeGreaterThan(runs / 20)
  })

  it('with anything at all for parameters are refused or harmless', () => {
    fc.assert(fc.property(fc.constantFrom(...entries), fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }), ([operationId, operation], params) => {
      const request = attempt(operationId, operation, params)
      if (request !== undefined) expectHarmless(request, operation)
    }), { numRuns: runs })
  })

  it('never change a value on its way', () => {
    const wellFormed = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
    fc.assert(fc.property(wellFormed, wellFormed, (productCode, fields) => {
      const request = attempt('getProduct', operations.getProduct!, { productCode, fields })
      if (request === undefined) return
      const url = new URL(request.url)
      expect(decodeURIComponent(url.pathname.split('/').at(-1)!)).toBe(productCode)
      expect(url.searchParams.get('fields')).toBe(fields)
      expect([...url.searchParams.keys()]).toEqual(['fields'])
    }), { numRuns: runs })
  })

  it('with any JSON as a body send exactly that JSON', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (orderEntry) => {
      const request = attempt('createCartEntry', operations.createCartEntry!, { cartId: '1', orderEntry })
      if (request !== undefined) expect(request.body).toBe(JSON.stringify(orderEntry))
    }), { numRuns: runs })
  })
})
