import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { operations } from '../../../src/runtime/server/occ/operations'
import { loadDocument } from '../../../src/build/openapi/load-document'
import { documentMethodsText } from '../../../src/build/openapi/methods-text'
import { readDocumentText } from '../../../src/build/openapi/read-text'
import { temporaryFolder } from '../temporary-folder'
import { documentOf, load } from './support'

const yaml = `
openapi: 3.1.0
info: { title: Test, version: '1' }
paths:
  /{baseSiteId}/things:
    get:
      operationId: getThings
      responses:
        '200': { description: Done. }
`

describe('documents that are understood', () => {
  it('are JSON or YAML, whatever their name says', async () => {
    expect((await load(documentOf())).operations).toHaveLength(1)
    expect((await load(yaml, 'occ-api.yaml')).operations).toHaveLength(1)
    expect((await load(yaml, 'api-docs')).operations).toHaveLength(1)
  })

  it('may lie in several files', async () => {
    const folder = temporaryFolder()
    mkdirSync(join(folder, 'schemas'))
    writeFileSync(join(folder, 'schemas', 'thing.yaml'), 'type: object\nrequired: [code]\nproperties: { code: { type: string } }\n')
    writeFileSync(join(folder, 'occ-api.json'), JSON.stringify(documentOf({ responses: { 200: { description: 'It.', content: { 'application/json': { schema: { $ref: './schemas/thing.yaml' } } } } } })))
    const { typesText, files } = await loadDocument('occ-api.json', folder, operations)
    expect(typesText).toMatch(/code: string/)
    expect(files).toEqual([join(folder, 'occ-api.json'), join(folder, 'schemas', 'thing.yaml')])
  })

  it('may be Swagger 2, with a body among the parameters', async () => {
    const { operations: [found], typesText } = await load({
      swagger: '2.0',
      info: { title: 'Services', version: '1' },
      basePath: '/assistedservicewebservices',
      paths: { '/bind': { post: { operationId: 'bindCart', parameters: [{ in: 'body', name: 'any', required: true, schema: { $ref: '#/definitions/Binding' } }], responses: { 200: { description: 'Done.', schema: { $ref: '#/definitions/Binding' } } } } } },
      definitions: { Binding: { type: 'object', properties: { cartId: { type: 'string' } } } },
    })
    expect(found).toMatchObject({ row: { operationId: 'bindCart', path: '/bind', root: '/assistedservicewebservices' }, body: { schema: 'Binding', required: true }, result: { kind: 'json' } })
    expect(typesText).toContain('cartId?: string')
  })

  it('become types', async () => {
    expect((await load(documentOf())).typesText).toContain('export interface paths')
  })
})

const PATHS = { documentOperations: './operations', callParams: './params', callConfig: './config', document: './document' }
const always = { get: { operationId: 'always', responses: { 200: { description: 'Done.' } } } }
const withoutAnswer = { 200: { description: 'Done.' } }
const answerOf = (schema: object) => ({ 200: { description: 'Done.', content: { 'application/json': { schema } } } })

describe('documents of which a part cannot be understood', () => {
  it.each<[string, Record<string, unknown>, RegExp[]]>([
    ['parameters of another kind', { paths: { '/x': { get: { operationId: 'getX', parameters: 7, responses: {} } }, '/always': always } }, [/^GET \/x is left out: .* at #\/paths\/~1x\/get/]],
    ['a parameter that is not there', { paths: { '/x': { get: { operationId: 'getX', parameters: [{ $ref: '#/components/parameters/none' }], responses: withoutAnswer } }, '/always': always } }, [/^GET \/x is left out: /]],
    ['a parameter that is wrong', { paths: { '/x': { get: { operationId: 'getX', parameters: [{ $ref: '#/components/parameters/Odd' }], responses: withoutAnswer } }, '/always': always }, components: { parameters: { Odd: { name: 7 } } } }, [/^The component parameters\/Odd is left out: /, /^GET \/x is left out: /]],
    ['a path as a whole', { paths: { '/x': [], '/always': always } }, [/^All of \/x is left out: /]],
    ['a path that refers to itself', { paths: { '/x': { $ref: '#/paths/~1x' }, '/always': always } }, [/^All of \/x is left out: Its reference "#\/paths\/~1x" leads back to itself\.$/]],
    ['a path in a file that is not there', { paths: { '/x': { $ref: './none.yaml' }, '/always': always } }, [/^All of \/x is left out: .*none\.yaml/]],
    ['a method of the module\'s', { paths: { '/x': { get: { operationId: 'startEmulation', responses: withoutAnswer } }, '/y': { get: { operationId: 'getSession', responses: withoutAnswer } }, '/always': always } }, [/^GET \/x is left out: it has the operationId "startEmulation", which is a method of the module itself/, /^GET \/y is left out: it has the operationId "getSession"/]],
    ['an operationId twice', { paths: { '/a': always, '/b': always } }, [/^GET \/b is left out: it has the operationId "always", which GET \/a has already/]],
    ['its title', { info: {}, paths: { '/always': always } }, []],
    ['all about itself', { info: undefined, tags: 7, security: 'none', servers: 7, paths: { '/always': always } }, []],
  ])('keep all else: %s', async (_, parts, expected) => {
    const { operations: found, warnings } = await load({ ...documentOf(), ...parts })
    expect(found.map(({ row }) => row.operationId)).toEqual(['always'])
    expect(warnings).toHaveLength(expected.length)
    for (const [index, warning] of warnings.entries()) expect(warning).toMatch(expected[index]!)
  })

  it.each<[what: string, operation: object, rest: object, warning: RegExp | undefined, method: RegExp]>([
    ['a schema that is wrong', { responses: answerOf({ $ref: '#/components/schemas/Odd' }) }, { components: { schemas: { Odd: { type: 7 } } } }, /^The component schemas\/Odd is treated as one of unknown content: .* at #\/components\/schemas\/Odd\/type/, /Promise<Odd>/],
    ['a schema that is not there', { responses: answerOf({ $ref: '#/components/schemas/None' }) }, {}, /^The component schemas\/None is treated as one of unknown content: /, /Promise<None>/],
    ['a schema that refers to itself', { responses: answerOf({ $ref: '#/components/schemas/Self' }) }, { components: { schemas: { Self: { $ref: '#/components/schemas/Self' } } } }, /^The component schemas\/Self is treated as one of unknown content: Its reference .* leads back to itself/, /Promise<Self>/],
    ['a schema that is a part of itself', { responses: answerOf({ $ref: '#/components/schemas/Self' }) }, { components: { schemas: { Self: { allOf: [{ type: 'object' }, { oneOf: [{ $ref: '#/components/schemas/Self' }] }] } } } }, /^The component schemas\/Self is treated as one of unknown content: It is a part of itself/, /Promise<Self>/],
    ['a reference that cannot be decoded', { responses: answerOf({ $ref: '#/components/schemas/%E0%A4%A' }) }, {}, /^GET \/x has a response of unknown content: Its reference .* is not a valid URL/, /\['responses'\]\[200\]/],
    ['a schema in a file that is not there', { responses: answerOf({ $ref: './none.yaml' }) }, {}, /^GET \/x has a response of unknown content: .*none\.yaml/, /\['responses'\]\[200\]/],
    ['a schema in a file with a fault', { responses: answerOf({ $ref: './good.yaml#/List' }) }, {}, /^GET \/x has a response of unknown content: .* at #\/type in .*bad\.yaml/, /\['responses'\]\[200\]/],
    ['a schema in a file that is no YAML', { responses: answerOf({ $ref: './broken.yaml' }) }, {}, /^GET \/x has a response of unknown content: .*broken\.yaml/, /\['responses'\]\[200\]/],
    ['a schema beside one with a fault in another file', { responses: answerOf({ $ref: './good.yaml#/Right' }) }, {}, undefined, /Promise<Right>/],
    ['lists of schemas', { responses: answerOf({ $ref: '#/components/schemas/None' }) }, { components: { schemas: [] } }, /^The components\/schemas are left out: /, /Promise<None>/],
    ['no answers', { responses: undefined }, {}, /^GET \/x has a response of unknown content: /, /\['responses'\]\["default"\]/],
    ['answers of another kind', { responses: [] }, {}, /^GET \/x has a response of unknown content: /, /\['responses'\]\["default"\]/],
    ['an answer of another kind', { responses: { 200: null } }, {}, /^GET \/x has a response of unknown content: /, /\['responses'\]\[200\]/],
    ['an answer that is not there', { responses: { 200: { $ref: '#/components/responses/None' } } }, {}, /^The component responses\/None is treated as one of unknown content: /, /\['responses'\]\[200\]/],
    ['a parameter without a type', { parameters: [{ name: 'q', in: 'query' }], responses: withoutAnswer }, {}, /^GET \/x has a parameter of unknown type: /, /q\?: NonNullable<.*Promise<void>/s],
    ['a parameter of a wrong type', { parameters: [{ name: 'q', in: 'query', schema: { type: 7 } }], responses: withoutAnswer }, {}, /^GET \/x has a parameter of unknown type: /, /q\?: NonNullable<.*Promise<void>/s],
    ['an example that is not there', { responses: { 200: { description: 'Done.', content: { 'application/json': { schema: { type: 'object' }, examples: { a: { $ref: '#/components/examples/none' } } } } } } }, {}, undefined, /\['responses'\]\[200\]/],
    ['what no call needs', { callbacks: { done: { $ref: '#/none' } }, tags: 7, deprecated: 'no', responses: withoutAnswer }, {}, undefined, /Promise<void>/],
  ])('keep the method, with unknown content: %s', async (_, operation, rest, warning, method) => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'good.yaml'), 'List: { type: array, items: { $ref: ./bad.yaml } }\nRight: { type: object }\n')
    writeFileSync(join(folder, 'bad.yaml'), 'type: 7\n')
    writeFileSync(join(folder, 'broken.yaml'), 'type: [\n')
    writeFileSync(join(folder, 'occ-api.json'), JSON.stringify({ ...documentOf(), paths: { '/x': { get: { operationId: 'getX', ...operation } } }, ...rest }))
    const { operations: found, warnings } = await loadDocument('occ-api.json', folder, operations)
    expect(found.map(({ row }) => row.operationId)).toEqual(['getX'])
    expect(documentMethodsText(found, PATHS)).toMatch(method)
    if (warning) expect(warnings[0]).toMatch(warning)
    else expect(warnings).toEqual([])
  })

  it.each<[what: string, requestBody: object, rest: object, name: string]>([
    ['a schema that is wrong', { content: { 'application/json': { schema: { type: 7 } } } }, {}, 'body'],
    ['a schema that is not there', { content: { 'application/json': { schema: { $ref: '#/components/schemas/OrderEntry' } } } }, {}, 'orderEntry'],
    ['a body that is not there', { $ref: '#/components/requestBodies/OrderEntry' }, {}, 'orderEntry'],
    ['a body of another kind', { content: 7 }, {}, 'body'],
  ])('keep the body\'s name where it can be told: %s', async (_, requestBody, rest, name) => {
    const { operations: found, warnings } = await load({ ...documentOf(), paths: { '/x': { post: { operationId: 'createX', requestBody, responses: withoutAnswer } } }, ...rest })
    expect(documentMethodsText(found, PATHS)).toContain(`      ${name}?: `)
    expect(warnings).toEqual([expect.stringMatching(/is treated as one of unknown content|has a body of unknown content/)])
  })
})

describe('documents of which nothing can be used', () => {
  it.each<[string, object | string, RegExp[]]>([
    ['an operation that is faulty', documentOf({ operationId: 'get-things' }), [/^GET .* is left out: it has the operationId "get-things"/]],
    ['a reference to nothing', documentOf({ parameters: [{ $ref: '#/components/parameters/missing' }] }), [/^GET \/\{baseSiteId\}\/things is left out: .*resolve.* at #\/paths/i]],
    ['a reference to a missing file', documentOf({ parameters: [{ $ref: './missing.yaml' }] }), [/^GET .* is left out: .*missing\.yaml/]],
    ['no paths', documentOf({}, { paths: {} }), []],
    ['no member for paths', { openapi: '3.0.3', info: { title: 'x', version: '1' } }, [/^Nothing of it can be understood: .*`paths` must be present/]],
    ['paths of another kind', { ...documentOf(), paths: [] }, [/^Nothing of it can be understood: .* at #\/paths/]],
    ['Swagger 2 without operations', { swagger: '2.0', info: {}, paths: {} }, []],
    ['Swagger 2 without paths', { swagger: '2.0', info: {} }, []],
  ])('add no method and stop nothing, but say why: %s', async (_, document, reasons) => {
    const { operations: found, warnings, files } = await load(document)
    expect(found).toEqual([])
    expect(warnings).toEqual(['It describes no operation that can be called, so it adds no method.', ...reasons.map(reason => expect.stringMatching(reason) as unknown)])
    expect(files[0]).toMatch(/occ-api\.json$/)
    expect(documentMethodsText(found, PATHS)).toContain('interface OccDocumentOperations')
  })
})

describe('documents that stop the build', () => {
  it.each<[string, object | string, RegExp]>([
    ['empty', '  \n', /is empty/],
    ['no JSON', '{ "openapi": "3.0.3", ', /is neither JSON nor YAML: /],
    ['no YAML', 'openapi: 3.0.3\n\tpaths: {}\n', /is neither JSON nor YAML: tab characters/],
    ['with a key twice', 'openapi: 3.0.3\npaths: { /a: {}, /a: {} }\n', /is neither JSON nor YAML: duplicated mapping key/],
    ['a list', '[]', /is not an object/],
    ['something else', { name: 'package' }, /`openapi: 3\.…` is missing/],
    ['Swagger 1', { swagger: '1.2', paths: {} }, /`openapi: 3\.…` is missing/],
    ['OpenAPI 4', { openapi: '4.0.0' }, /is OpenAPI 4\.0\.0/],
  ])('%s', async (_, document, reason) => {
    const error = await load(document).then(() => undefined, (cause: unknown) => cause)
    expect(error).toMatchObject({ name: 'OpenApiError', message: expect.stringMatching(/^nuxt-sapcc: the OpenAPI document \.\/occ-api\.json \(`sapcc\.openapi`\) /) })
    expect((error as Error).message).toMatch(reason)
  })

  it('not there, or a folder', async () => {
    const folder = temporaryFolder()
    await expect(loadDocument('./nowhere.json', folder, operations)).rejects.toThrow(/\.\/nowhere\.json .*does not exist: .*nowhere\.json\. Paths are relative to the project's root/)
    await expect(loadDocument('.', folder, operations)).rejects.toThrow('is a folder')
  })
})

describe('documents at an address', () => {
  const stops: (() => void)[] = []
  const authorizations: (string | undefined)[] = []
  afterEach(() => {
    stops.splice(0).forEach(stop => stop())
    authorizations.length = 0
  })

  async function serve(status: number, body: string, hang = false): Promise<string> {
    const server = createServer((request, response) => {
      authorizations.push(request.headers.authorization)
      if (!hang) response.writeHead(status, { 'content-type': 'application/json' }).end(body)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stops.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/occ/v2/api-docs`
  }

  it('are fetched, and not watched', async () => {
    const document = await loadDocument(await serve(200, JSON.stringify(documentOf())), '/', operations)
    expect(document.operations.map(({ row }) => row.operationId)).toEqual(['getThings'])
    expect(document.files).toEqual([])
  })

  it('stop the build when they are not to be had', async () => {
    await expect(loadDocument(await serve(503, ''), '/', operations)).rejects.toThrow(/was answered with status 503\. Make it reachable for the build, or save it as a file/)
    await expect(loadDocument(await serve(200, '<!DOCTYPE html><title>Sign in</title>'), '/', operations)).rejects.toThrow('is a web page')
    await expect(readDocumentText(await serve(200, '', true), '/', 100)).rejects.toThrow('was not answered within 0.1 s')
    const gone = await serve(200, '')
    stops.splice(0).forEach(stop => stop())
    await expect(loadDocument(gone, '/', operations)).rejects.toThrow(/cannot be fetched: .*ECONNREFUSED/)
  })

  it('get the address\'s name and password as a header', async () => {
    const address = await serve(200, JSON.stringify(documentOf()))
    await loadDocument(address.replace('//', '//jane:p%40ss@'), '/', operations)
    expect(authorizations).toEqual([`Basic ${Buffer.from('jane:p@ss').toString('base64')}`])
  })

  it('keep their secrets out of the message', async () => {
    const address = `${await serve(401, '')}?token=geheim`.replace('//', '//user:geheim@')
    await expect(loadDocument(address, '/', operations)).rejects.toThrow('status 401')
    await expect(loadDocument(address, '/', operations)).rejects.not.toThrow('geheim')
    stops.splice(0).forEach(stop => stop())
    await expect(loadDocument(address, '/', operations)).rejects.toThrow('cannot be fetched')
    await expect(loadDocument(address, '/', operations)).rejects.not.toThrow('geheim')
  })
})
