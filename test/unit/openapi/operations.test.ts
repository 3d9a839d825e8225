import { describe, expect, it } from 'vitest'
import { documentOf, load, loadOne } from './support'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const parameter = (name: string, rest: object = {}) => ({ name, in: 'query', schema: { type: 'string' }, ...rest })

describe('operations of a document', () => {
  it('become rows of the table', async () => {
    const { operations: [operation], warnings } = await load(documentOf({
      tags: ['Things', 'Others'],
      summary: 'Makes a thing.',
      deprecated: true,
      parameters: [{ $ref: '#/components/parameters/fields' }, parameter('code', { required: true }), { name: 'X-Channel', in: 'header', schema: { type: 'string' } }],
      requestBody: { required: true, ...json({ $ref: '#/components/schemas/ACMEThing' }) },
      responses: { 201: { description: 'Made.', ...json({ $ref: '#/components/schemas/ACMEThing' }) } },
    }, {
      method: 'post',
      components: {
        parameters: { fields: parameter('fields') },
        schemas: { ACMEThing: { type: 'object', properties: { code: { type: 'string' } } } },
      },
    }))
    expect(operation?.row).toEqual({
      tag: 'Things',
      operationId: 'getThings',
      method: 'POST',
      path: '/{baseSiteId}/things',
      query: [{ name: 'fields', required: false }, { name: 'code', required: true }],
      headers: [{ name: 'X-Channel', required: false }],
      body: { schema: 'ACMEThing', required: true, media: ['application/json'] },
      result: 'object',
      deprecated: true,
    })
    expect(operation?.summary).toBe('Makes a thing.')
    expect(warnings).toEqual([])
  })

  it('take parameters of their path item, and override them', async () => {
    const document = documentOf({ parameters: [parameter('sort', { required: true })] }) as { paths: Record<string, object> }
    document.paths['/{baseSiteId}/things'] = { parameters: [parameter('sort'), parameter('page')], ...document.paths['/{baseSiteId}/things'] }
    const { operation } = await loadOne(document)
    expect(operation?.row.query).toEqual([{ name: 'sort', required: true }, { name: 'page', required: false }])
  })

  it('leave to the server what the server gives', async () => {
    const { operation, warnings } = await loadOne(documentOf({
      parameters: [parameter('lang', { required: true }), parameter('curr'), { name: 'Authorization', in: 'header', required: true, schema: { type: 'string' } }],
    }))
    expect(operation?.row).toMatchObject({ query: [{ name: 'lang', required: false }, { name: 'curr', required: false }], headers: [] })
    expect(warnings).toEqual([])
  })

  it('have a tag also when the document gives none', async () => {
    expect((await loadOne(documentOf())).operation?.row.tag).toBe('Untagged')
    expect((await loadOne(documentOf({ tags: [' Our\n Things '] }))).operation?.row.tag).toBe('Our Things')
  })

  it.each([
    ['no content', { 204: { description: 'Done.' } }, undefined, false],
    ['JSON', { 200: { description: 'It.', ...json({ type: 'object' }) } }, 'object', false],
    ['JSON with parameters of its type', { 200: { description: 'It.', content: { 'application/json;charset=UTF-8': { schema: { type: 'object' } } } } }, 'object', false],
    ['whatever is asked for', { 200: { description: 'It.', content: { '*/*': { schema: { type: 'array', items: {} } } } } }, 'object', false],
    ['JSON or XML', { 200: { description: 'It.', content: { 'application/xml': {}, 'application/json': {} } } }, 'object', false],
    ['JSON or nothing', { 200: { description: 'It.', ...json({ type: 'object' }) }, 204: { description: 'Nothing.' } }, 'object', true],
    ['only a default', { default: { description: 'It.', ...json({ type: 'object' }) } }, 'object', false],
    ['errors beside a success', { 200: { description: 'Done.' }, 400: { description: 'No.', ...json({ type: 'object' }) } }, undefined, false],
    ['a file', { 200: { description: 'It.', content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } } } } }, 'string', false],
    ['a file of any type', { 200: { description: 'It.', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } } }, 'string', false],
    ['a component', { 200: { $ref: '#/components/responses/thing' } }, 'object', false],
  ])('return %s', async (_, responses, result, mayBeEmpty) => {
    const { operation } = await loadOne(documentOf({ responses }, { components: { responses: { thing: { description: 'It.', ...json({ type: 'object' }) } } } }))
    expect(operation?.row.result).toBe(result)
    expect(operation?.result.mayBeEmpty).toBe(mayBeEmpty)
  })

  it('return a count by HEAD', async () => {
    const { operation } = await loadOne(documentOf({}, { method: 'head' }))
    expect(operation?.result.kind).toBe('head')
  })

  it('stay downloads where SAP calls them texts', async () => {
    const { operation } = await loadOne(documentOf({ operationId: 'getQuoteAttachment', responses: { 200: { description: 'It.', ...json({ type: 'string' }) } } }))
    expect(operation?.result.kind).toBe('binary')
  })

  it.each([
    ['their schema', { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } }, { schema: 'Thing', media: ['application/json'] }],
    ['nothing but their place', json({ type: 'object' }), { schema: 'body' }],
    ['their component', { $ref: '#/components/requestBodies/NewThing' }, { schema: 'NewThing' }],
    ['what is left', { content: { 'application/json': { schema: { $ref: '#/components/schemas/Code' } } } }, { schema: 'body' }],
    ['being XML', { content: { 'text/xml': { schema: { type: 'string' } } } }, { media: ['application/xml'] }],
    ['being a form', { content: { 'multipart/form-data': { schema: { type: 'object' } } } }, { media: ['multipart/form-data'] }],
    ['being JSON, when there is a choice', { content: { 'application/xml': {}, 'application/json': {} } }, { media: ['application/json'] }],
  ])('name bodies by %s', async (_, requestBody, body) => {
    const { operation } = await loadOne(documentOf({ requestBody, parameters: [parameter('code')] }, {
      method: 'post',
      components: { schemas: { Thing: { type: 'object' }, Code: { type: 'object' } }, requestBodies: { NewThing: json({ type: 'object' }) } },
    }))
    expect(operation?.row.body).toMatchObject(body)
  })
})

describe('an operation with the name of one that is called with the shop\'s own token', () => {
  it.each([
    ['GET /{baseSiteId}/x/own-getOrder', documentOf({ operationId: 'getOrder' }, { path: '/{baseSiteId}/x/own-getOrder' })],
    ['DELETE /{baseSiteId}/orders/{code}', documentOf({ operationId: 'getOrder' }, { path: '/{baseSiteId}/orders/{code}', method: 'delete' })],
    ['GET /{baseSiteId}/orders/{code}', documentOf({ operationId: 'getOrder' }, { path: '/{baseSiteId}/orders/{code}', servers: [{ url: '/own' }] })],
  ])('goes without it, with a warning, at another address: %s', async (address, document) => {
    const { operation, warnings } = await loadOne(document)
    expect(operation?.row.operationId).toBe('getOrder')
    expect(warnings).toEqual([expect.stringContaining(`getOrder is called without the shop's own token, because it is not SAP's operation of that name: ${address}`)])
  })

  it('is SAP\'s, whatever its parameters are called', async () => {
    expect((await loadOne(documentOf({ operationId: 'getOrder' }, { path: '/{baseSiteId}/orders/{orderId}' }))).warnings).toEqual([])
  })
})

describe('what cannot become a method', () => {
  it.each([
    ['without an operationId', documentOf({ operationId: undefined }), 'has no operationId'],
    ['with an operationId that is no name', documentOf({ operationId: 'get-things' }), '"get-things", which cannot be the name of a method'],
    ['with an operationId that JavaScript asks for', documentOf({ operationId: 'then' }), '"then"'],
    ['named like a method of the module', documentOf({ operationId: 'getSession' }), 'a method of the module itself'],
    ['with a required cookie', documentOf({ parameters: [parameter('sid', { in: 'cookie', required: true })] }), 'needs the parameter "sid", which is sent in a cookie'],
    ['with a required object in the query', documentOf({ parameters: [parameter('filter', { required: true, schema: { type: 'object' } })] }), 'needs the parameter "filter", which is an object'],
    ['that wants a token in the query', documentOf({ parameters: [parameter('access_token', { required: true })] }), 'may not set'],
    ['with two parameters of a name', documentOf({ parameters: [parameter('code'), { name: 'code', in: 'header', schema: { type: 'string' } }] }), 'two parameters named "code"'],
    ['with a form in the address\'s style', documentOf({ requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { type: 'object' } } } } }, { method: 'post' }), 'application/x-www-form-urlencoded'],
    ['with a plain body', documentOf({ requestBody: json({ type: 'string' }) }, { method: 'post' }), 'a plain string as its body'],
    ['with a path that leaves its place', documentOf({}, { path: '/{baseSiteId}/../things' }), 'cannot be sent as it stands'],
    ['by another HTTP method', documentOf({}, { method: 'trace' }), 'do not use that HTTP method'],
  ])('is left out with a warning: an operation %s', async (_, document, reason) => {
    const { operation, warnings } = await loadOne(document)
    expect(operation).toBeUndefined()
    expect(warnings).toEqual([expect.stringContaining(reason)])
    expect(warnings[0]).toMatch(/^(?:GET|POST|TRACE) \/\S+ is left out: /)
  })

  it.each([
    ['cookie', parameter('sid', { in: 'cookie' })],
    ['object', parameter('sid', { style: 'deepObject' })],
    ['name with a space', parameter('a b')],
  ])('is only left out of the call: an optional parameter that is a %s', async (_, odd) => {
    const { operation, warnings } = await loadOne(documentOf({ parameters: [odd, parameter('sort')] }))
    expect(operation?.row.query.map(({ name }) => name)).toEqual(['sort'])
    expect(warnings).toEqual([expect.stringContaining(`getThings is called without the parameter "${odd.name}"`)])
  })
})

describe('the values of a list in the query', () => {
  const withCodes = (node: object, root: Record<string, unknown> = {}) => documentOf({ parameters: [{ name: 'codes', in: 'query', ...node }] }, root)
  const list = { type: 'array', items: { type: 'string' } }

  it.each<[what: string, node: object, explode: true | undefined]>([
    ['by default', { schema: list }, true],
    ['explode: true', { schema: list, style: 'form', explode: true }, true],
    ['explode: false', { schema: list, explode: false }, undefined],
    ['another style', { schema: list, style: 'pipeDelimited' }, undefined],
    ['no list', { schema: { type: 'string' } }, undefined],
    ['a list or nothing', { schema: { type: ['array', 'null'], items: { type: 'string' } } }, true],
  ])('are sent one by one as the document says: %s', async (_, node, explode) => {
    const { operation } = await loadOne(withCodes(node, { openapi: '3.1.0' }))
    expect(operation?.row.query.find(({ name }) => name === 'codes')?.explode).toBe(explode)
  })
})
