import { describe, expect, it } from 'vitest'
import { buildOccRequest } from '../../../src/runtime/server/occ/build-request'
import type { OccRequestContext } from '../../../src/runtime/server/occ/build-request'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { operations } from '../../../src/runtime/server/occ/operations'
import { context, refusal } from './support'

const build = (operationId: string, params?: unknown, more: Partial<OccRequestContext> = {}) =>
  buildOccRequest(operationId, operations[operationId]!, params, { ...context, ...more })
const refuse = (operationId: string, params?: unknown, more: Partial<OccRequestContext> = {}) => refusal(() => build(operationId, params, more))
const base = 'https://sap.example:9002/occ/v2/electronics'

describe('path parameters', () => {
  it.each([
    ['a/b', 'a%2Fb'],
    ['a\\b', 'a%5Cb'],
    ['a?b#c', 'a%3Fb%23c'],
    ['%2e%2e%2F', '%252e%252e%252F', 'refused'],
    ['..', '', 'refused'],
    ['.', '', 'refused'],
    ['%2e%2E', '', 'refused'],
    ['', '', 'refused'],
    ['../x', '', 'refused'],
    ['x/..', '', 'refused'],
    ['x\\..\\y', '', 'refused'],
    ['..;a=b', '', 'refused'],
    ['a\0b', '', 'refused'],
    ['a\r\nb', '', 'refused'],
    ['a\u0085b', '', 'refused'],
    ['\uD800', '', 'refused'],
    ['a;b=c', 'a%3Bb%3Dc'],
    ['%25', '%2525'],
    ['...', '...'],
    ['.htaccess', '.htaccess'],
    ['v1.5', 'v1.5'],
    ['grün 😀', 'gr%C3%BCn%20%F0%9F%98%80'],
    ['(a)\'!*', '%28a%29%27%21%2A'],
    [42, '42'],
    [true, 'true'],
    [{ a: 1 }, '', 'refused'],
    [['a'], '', 'refused'],
    [Number.NaN, '', 'refused'],
    [() => 'a', '', 'refused'],
  ] as const)('%j', (productCode, segment, refused?: string) => {
    if (refused) expect(refuse('getProduct', { productCode })).toMatchObject({ status: 400, data: { type: 'InvalidParameterError', subject: 'productCode' } })
    else expect(build('getProduct', { productCode }).url).toBe(`${base}/products/${segment}`)
  })

  it('keeps the slash at the end that two paths have', () => {
    expect(build('doAddOrgCartEntries', { cartId: '1', orderEntryList: {} }).url).toBe(`${base}/orgUsers/current/carts/1/entries/`)
  })

  it('fills a part of a segment', () => {
    expect(build('getBillingDocument', { code: '1', billingDocId: 'x' }).url).toBe(`${base}/users/current/orders/1/billingDocuments/x.pdf`)
  })
})

describe('the address as a whole', () => {
  it.each(['/{baseSiteId}/../x', '/{baseSiteId}/%2e%2e/x', '/{baseSiteId}/./x', '/{baseSiteId}\\x', '/{baseSiteId}/x?y=z', '/{baseSiteId}/x#y', '@evil.example/{baseSiteId}'])('is refused when a table says %j', (path) => {
    const [operation] = Object.values(defineOperations({ Own: { own: { method: 'GET', path } } }))
    expect(refusal(() => buildOccRequest('own', operation!, {}, context)).data.type).toBe('InvalidParameterError')
  })

  it('takes the base address with or without a slash at its end, and without a path', () => {
    for (const apiUri of ['https://sap.example:9002/occ/v2/', 'https://SAP.example:9002/occ/v2']) expect(build('getTitles', {}, { apiUri }).url).toBe(`${base}/titles`)
    expect(build('getTitles', {}, { apiUri: 'http://127.0.0.1:9002' }).url).toBe('http://127.0.0.1:9002/electronics/titles')
  })
})

describe('user and base site', () => {
  it('come from the context', () => {
    expect(build('getUser', {}, { userId: 'anonymous', baseSiteId: 'toys' }).url).toBe('https://sap.example:9002/occ/v2/toys/users/anonymous')
  })

  it('other users need to be allowed', () => {
    expect(refuse('getUser', { userId: 'jane' })).toMatchObject({ status: 400, data: { type: 'ForbiddenParameterError', subject: 'userId' } })
    expect(refuse('getProduct', { productCode: '1', userId: 'jane' }).data.subject).toBe('userId')
    expect(build('getUser', { userId: 'anonymous' }).url).toBe(`${base}/users/anonymous`)
    expect(build('getUser', { userId: 'jane' }, { allowUserIds: true }).url).toBe(`${base}/users/jane`)
    const allowUserIds = (id: string) => id === 'jane'
    expect(build('getUser', { userId: 'jane' }, { allowUserIds }).url).toBe(`${base}/users/jane`)
    expect(refuse('getUser', { userId: 'john' }, { allowUserIds }).data.type).toBe('ForbiddenParameterError')
  })

  it('`current` is the customer that an agent acts for, given or not, and no other name is', () => {
    const acting = { actsFor: 'id/of jane' }
    for (const params of [{}, { userId: 'current' }]) expect(build('getUser', params, acting).url).toBe(`${base}/users/id%2Fof%20jane`)
    expect(build('getProduct', { productCode: '1', userId: 'current' }, acting).url).toBe(`${base}/products/1?userId=id%2Fof%20jane`)
    expect(build('getUser', { userId: 'anonymous' }, acting).url).toBe(`${base}/users/anonymous`)
    expect(build('getUser', {}, { ...acting, userId: 'anonymous' }).url).toBe(`${base}/users/anonymous`)
    for (const userId of ['id/of jane', 'john', 'Current']) expect(refuse('getUser', { userId }, acting).data.type).toBe('ForbiddenParameterError')
  })

  it('a login name in the query is not the acting user', () => {
    expect(build('doRestorePassword', { userId: 'jane@example.com' }).url).toBe(`${base}/forgottenpasswordtokens?userId=jane%40example.com`)
  })

  it('other base sites need to be listed', () => {
    const params = { baseSiteId: 'toys', productCode: '1' }
    expect(refuse('getProduct', params)).toMatchObject({ status: 400, data: { type: 'ForbiddenParameterError', subject: 'baseSiteId' } })
    expect(build('getProduct', params, { allowedBaseSites: ['toys'] }).url).toContain('/occ/v2/toys/products/1')
    expect(refuse('getProduct', { ...params, baseSiteId: '..' }, { allowedBaseSites: ['..'] }).data.type).toBe('InvalidParameterError')
    expect(build('getBaseSites', { baseSiteId: 'electronics' }).url).toBe('https://sap.example:9002/occ/v2/basesites')
    expect(refuse('getBaseSites', { baseSiteId: 'toys' }).data.subject).toBe('baseSiteId')
  })

  it('language and currency come from the call, else from the context', () => {
    const site = { language: 'de', currency: 'EUR' }
    expect(build('getTitles', {}, site).url).toBe(`${base}/titles?lang=de&curr=EUR`)
    expect(build('getTitles', { lang: 'en', curr: 'U&D' }, site).url).toBe(`${base}/titles?lang=en&curr=U%26D`)
    const [operation] = Object.values(defineOperations({ Own: { own: { method: 'GET', path: '/{baseSiteId}/own', query: 'lang' } } }))
    expect(buildOccRequest('own', operation!, { lang: 'fr' }, { ...context, ...site }).url).toBe(`${base}/own?lang=fr&curr=EUR`)
  })
})

describe('what goes with all calls of a request', () => {
  it('are the shop\'s parameters, unless the call has its own', () => {
    const site = { query: { cmsTicketId: 'a b', segment: 1, none: undefined, empty: '' }, language: 'de' }
    expect(build('getTitles', {}, site).url).toBe(`${base}/titles?lang=de&cmsTicketId=a%20b&segment=1`)
    expect(build('getTitles', { cmsTicketId: 'own' }, site).url).toBe(`${base}/titles?cmsTicketId=own&lang=de&segment=1`)
  })

  it('are the caller\'s headers, below those that the call itself has', () => {
    const site = { headers: { 'x-anonymous-consents': '[]', 'accept': 'text/html', 'sap-commerce-cloud-captcha-token': 'header' } }
    expect(build('getTitles', {}, site).headers).toMatchObject({ 'x-anonymous-consents': '[]', 'accept': 'application/json' })
    expect(build('createUser', { 'userSignUp': {}, 'sap-commerce-cloud-captcha-token': 'parameter' }, site).headers['sap-commerce-cloud-captcha-token']).toBe('parameter')
  })
})

describe('query parameters', () => {
  it('sends the values of a list one by one where the operation says so', () => {
    const { own } = defineOperations({ Own: { own: { method: 'GET', path: '/{baseSiteId}/own', query: 'codes*! sort' } } })
    const url = (params: object) => buildOccRequest('own', own!, params, context).url
    expect(url({ codes: ['a', null, 'b,c'], sort: 'x' })).toBe(`${base}/own?codes=a&codes=b,c&sort=x`)
    expect(url({ codes: 'a' })).toBe(`${base}/own?codes=a`)
    expect(refusal(() => url({ codes: [] })).data.type).toBe('MissingParameterError')
  })

  it('joins lists with commas and leaves out what is not given', () => {
    expect(build('getComponentsByIdsAndUser', { componentIds: ['a', null, 'b c'], currentPage: 0, pageSize: null, sort: undefined, fields: 'DEFAULT,entries(FULL)' }).url)
      .toBe(`${base}/users/current/cms/components?componentIds=a,b%20c&currentPage=0&fields=DEFAULT,entries(FULL)`)
  })

  it('an empty list is not given', () => {
    expect(refuse('getFutureStocksList', { productCodes: [] }).data).toMatchObject({ type: 'MissingParameterError', subject: 'productCodes' })
  })

  it.each([[{}], [[{}]], [[['a']]], ['a\0'], ['\uDC00'], ['x'.repeat(8193)], [Array.from({ length: 9000 }, () => 'a')]])('refuses %j', (query) => {
    expect(refuse('getProducts', { query })).toMatchObject({ status: 400, data: { type: 'InvalidParameterError', subject: 'query' } })
  })

  it('encodes everything that structures a query', () => {
    expect(build('getProducts', { query: 'a&b=c#d?\r\n\t\'"+%' }).url).toBe(`${base}/products/search?query=a%26b%3Dc%23d%3F%0D%0A%09%27%22%2B%25`)
  })

  it('writes a date as JSON would', () => {
    expect(build('setCartRequestedRetrievalDate', { cartId: '1', requestedRetrievalAt: new Date(0) }).url).toContain('requestedRetrievalAt=1970-01-01T00:00:00.000Z')
  })
})

describe('parameters the table does not know', () => {
  it('are passed on when they are plain, with a warning', () => {
    const unknown: string[] = []
    const onUnknownParameter = (name: string) => unknown.push(name)
    expect(build('getTitles', { 'se&gment': 'a&b', 'list': [1, 2], 'none': null, 'lang': 'en' }, { onUnknownParameter }).url).toBe(`${base}/titles?se%26gment=a%26b&list=1,2&lang=en`)
    expect(unknown).toEqual(['se&gment', 'list'])
  })

  it.each([[{}], [[{}]], [() => 1], [Symbol('a')], [new Map()]])('are refused when they are no plain value', (value) => {
    expect(refuse('getTitles', { extra: value })).toMatchObject({ status: 400, data: { type: 'UnknownParameterError', subject: 'extra' } })
  })

  it.each(['__proto__', 'constructor', 'prototype', 'host', 'Host', 'access_token', '_method'])('"%s" is refused', (name) => {
    expect(refuse('getTitles', JSON.parse(`{ "${name}": "a" }`))).toMatchObject({ status: 400, data: { type: 'ForbiddenParameterError', subject: name } })
  })

  it.each(['', 'a\nb', '\uD800', 'x'.repeat(201)])('a name like %j is refused', (name) => {
    expect(refuse('getTitles', { [name]: 'a' }).status).toBe(400)
  })

  it.each(['Authorization', 'cookie', 'Proxy-Authorization'])('are refused where they are credentials: %s', (name) => {
    expect(refusal(() => build('getProduct', { productCode: '1', [name]: 'secret' })).data).toMatchObject({ type: 'ForbiddenParameterError', subject: name })
  })

  it('an inherited value is no parameter', () => {
    expect(refuse('getProduct', Object.create({ productCode: '1' })).status).toBe(400)
  })
})

describe('the parameters as a whole', () => {
  it.each([['a'], [1], [true], [[]], [[{}]], [new Date()], [new Map()], [() => 1]])('%j is no set of parameters', (params) => {
    expect(refuse('getTitles', params)).toMatchObject({ status: 400, data: { type: 'InvalidParameterError' } })
  })

  it('may be left out', () => {
    for (const params of [undefined, null, {}, Object.create(null)]) expect(build('getTitles', params).url).toBe(`${base}/titles`)
  })

  it('have limits', () => {
    const many = (count: number, length: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`p${index}`, 'x'.repeat(length)]))
    expect(refuse('getTitles', many(101, 1)).data.reason).toBe('tooMany')
    expect(refuse('getTitles', many(3, 8000)).data.reason).toBe('tooLong')
    expect(refuse('getTitles', many(1, 9000)).data).toMatchObject({ reason: 'tooLong', subject: 'p0' })
  })
})

describe('headers', () => {
  it('accept JSON, or anything for downloads', () => {
    expect(build('getTitles').headers).toEqual({ accept: 'application/json' })
    expect(build('getUserOrderInvoiceBinary', { code: '1', invoiceId: '2' }).headers).toEqual({ accept: '*/*' })
  })

  it('carry header parameters by their name or its camel case', () => {
    const userSignUp = { uid: 'jane@example.com' }
    expect(build('createUser', { userSignUp, 'sap-commerce-cloud-captcha-token': 'abc' }).headers['sap-commerce-cloud-captcha-token']).toBe('abc')
    expect(build('createUser', { userSignUp, sapCommerceCloudCaptchaToken: 'abc' }).headers['sap-commerce-cloud-captcha-token']).toBe('abc')
    expect(build('createUser', { userSignUp }).headers).not.toHaveProperty('sap-commerce-cloud-captcha-token')
  })

  it.each(['a\r\nx: y', 'a\nb', 'a\0', 'ü', 'a\tb', '\u2028', {}, ['a']])('refuse %j', (token) => {
    expect(refuse('createUser', { 'userSignUp': {}, 'sap-commerce-cloud-captcha-token': token }).status).toBe(400)
  })

  it('take the host from the configuration only', () => {
    const cxml = '<cXML/>'
    expect(build('createPunchOutProfileRequest', { cxml }).headers).toEqual({ 'accept': '*/*', 'content-type': 'application/xml' })
    expect(build('createPunchOutProfileRequest', { cxml }, { hostHeader: 'shop.example' }).headers.host).toBe('shop.example')
    expect(refuse('createPunchOutProfileRequest', { cxml, host: 'evil.example' }).data).toMatchObject({ type: 'ForbiddenParameterError', subject: 'host' })
  })

  it('leave those alone that belong to the session', () => {
    const [operation] = Object.values(defineOperations({ Own: { own: { method: 'GET', path: '/{baseSiteId}/own', headers: 'Authorization! Cookie X-Own!' } } }))
    expect(buildOccRequest('own', operation!, { 'X-Own': '1' }, context).headers).toEqual({ 'accept': 'application/json', 'x-own': '1' })
    expect(refusal(() => buildOccRequest('own', operation!, { 'X-Own': '1', 'Authorization': 'Bearer x' }, context)).data.type).toBe('ForbiddenParameterError')
  })
})

describe('bodies', () => {
  it('are form fields where the operation says so', () => {
    const [operation] = Object.values(defineOperations({ Own: { own: { method: 'POST', path: '/own', body: 'fields!', mediaType: 'application/x-www-form-urlencoded' } } }))
    const request = buildOccRequest('own', operation!, { fields: { cartId: 'a&b', customerId: 'ü' } }, context)
    expect(request).toMatchObject({ headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'cartId=a%26b&customerId=%C3%BC' })
    for (const fields of [{}, { cartId: 1 }, { cartId: {} }, 'cartId=1']) expect(refusal(() => buildOccRequest('own', operation!, { fields }, context)).data.type).toBe('InvalidParameterError')
  })

  it('are JSON under the name of their schema', () => {
    const request = build('createCartEntry', { cartId: '1', orderEntry: { quantity: 1, product: { code: 'ü' } }, fields: 'BASIC' })
    expect(request).toEqual({
      operationId: 'createCartEntry',
      method: 'POST',
      url: `${base}/users/current/carts/1/entries?fields=BASIC`,
      headers: { 'accept': 'application/json', 'content-type': 'application/json' },
      body: '{"quantity":1,"product":{"code":"ü"}}',
    })
  })

  it('may spell abbreviations in another way', () => {
    expect(build('createOrgUnit', { b2BUnit: { uid: 'a' } }).body).toBe('{"uid":"a"}')
    expect(build('applyCartVoucher', { cartId: '1', sAPVoucherRequest: { voucherId: 'a' } }).body).toBe('{"voucherId":"a"}')
  })

  it.each([['a'], [1], [true]])('cannot be %j', (orderEntry) => {
    expect(refuse('createCartEntry', { cartId: '1', orderEntry }).data).toMatchObject({ type: 'InvalidParameterError', subject: 'orderEntry' })
  })

  const nested = (depth: number): unknown => JSON.parse('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))

  it('have a depth and a size', () => {
    const send = (orderEntry: unknown) => build('createCartEntry', { cartId: '1', orderEntry })
    expect(send(nested(32)).body).toContain('{"a":1}')
    expect(refusal(() => send(nested(33))).data).toMatchObject({ reason: 'tooDeep', subject: 'orderEntry' })
    expect(refusal(() => send(nested(5000))).data.reason).toBe('tooDeep')
    expect(refusal(() => send(Array.from({ length: 100_001 }, () => 1))).data.reason).toBe('tooLarge')
    const cycle: Record<string, unknown> = {}
    cycle.a = [cycle, cycle, cycle]
    expect(refusal(() => send(cycle)).status).toBe(400)
    expect(refusal(() => send(JSON.parse('{"a":{"__proto__":{"b":1}}}'))).status).toBe(400)
    expect(refusal(() => send({ a: 1n })).status).toBe(400)
    const broken = {
      toJSON() {
        throw new Error('secret')
      },
    }
    expect(refusal(() => send(broken)).message).not.toContain('secret')
  })

  it('that are optional can be left out', () => {
    const request = build('createCartGuestUser', { cartId: '1' })
    expect(request.body).toBeUndefined()
    expect(request.headers).not.toHaveProperty('content-type')
  })

  it('in XML are texts', () => {
    expect(build('createPunchOutSetUpRequest', { cxml: '<cXML/>' }).body).toBe('<cXML/>')
    for (const cxml of [{}, '', 'a\0', '\uD800', 1]) expect(refuse('createPunchOutSetUpRequest', { cxml }).data.subject).toBe('cxml')
  })
})

describe('uploads', () => {
  const params = { ticketId: '1', eventCode: '2' }
  const file = new File(['content'], 'a.txt', { type: 'text/plain' })
  const uploaded = (more: Record<string, unknown>) => {
    const { body, headers } = build('createTicketEventAttachment', { ...params, ...more })
    expect(headers).not.toHaveProperty('content-type')
    return body instanceof FormData ? [...body] : body
  }

  it('take a form, its fields, or files as parameters', async () => {
    const form = new FormData()
    form.set('ticketEventAttachment', file)
    const expected = [['ticketEventAttachment', file]]
    expect(uploaded({ formData: form })).toEqual(expected)
    expect(uploaded({ formData: { ticketEventAttachment: file } })).toEqual(expected)
    expect(uploaded({ ticketEventAttachment: file })).toEqual(expected)
    expect(uploaded({ formData: { a: ['1', file], b: null } })).toEqual([['a', '1'], ['a', file]])
    expect(uploaded({})).toBeUndefined()
    expect(await file.text()).toBe('content')
  })

  it.each([['a'], [[]], [{ a: {} }], [{ a: [[1]] }]])('refuse %j', (formData) => {
    expect(refuse('createTicketEventAttachment', { ...params, formData }).data).toMatchObject({ type: 'InvalidParameterError', subject: 'formData' })
  })
})
