import { describe, expect, it } from 'vitest'
import { documentMethodsText } from '../../../src/build/openapi/methods-text'
import { documentOf, load, loadOne } from './support'

const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const answer = (schema: object) => ({ responses: { 200: { description: '', ...json(schema) } } })
const paths = { documentOperations: 'a', callParams: 'b', callConfig: 'c', document: './d' }

describe('a schema', () => {
  it.each([
    ['nullable', { type: 'object', nullable: true, properties: { v: { type: 'string' } } }, '3.0.3'],
    ['null or an object', { type: ['object', 'null'], properties: { v: { type: 'string' } } }, '3.1.0'],
    ['one of some values', { type: 'object', enum: [{ v: 'a' }], properties: { v: { type: 'string' } } }, '3.0.3'],
  ])('that is %s is no interface, which cannot be more than one type', async (_, schema, openapi) => {
    const { operations } = await load({ ...documentOf(answer({ $ref: '#/components/schemas/Thing' }), { components: { schemas: { Thing: schema } } }), openapi })
    const text = documentMethodsText(operations, paths)
    expect(text).toContain('type Thing = OccComponents[\'schemas\']["Thing"]')
    expect(text).not.toContain('interface Thing')
  })

  it('may have a property that every object has', async () => {
    const schema = { type: 'object', properties: { constructor: { type: 'string' }, toString: { type: 'integer' }, code: { type: 'string' } } }
    const { typesText, warnings } = await load(documentOf(answer({ $ref: '#/components/schemas/Thing' }), { components: { schemas: { Thing: schema } } }))
    expect(warnings).toEqual([])
    expect(typesText).toContain('constructor?: string')
    expect(typesText).toContain('toString?: number')
  })

  it.each(['constructor', 'toString'])('loses only its own types where such a property is no schema: %s', async (name) => {
    const schemas = { Thing: { type: 'object', properties: { [name]: 'text' } }, Other: { type: 'object', properties: { code: { type: 'string' } } } }
    const { typesText, warnings } = await load(documentOf(answer({ $ref: '#/components/schemas/Other' }), { components: { schemas } }))
    expect(warnings).toEqual([expect.stringContaining('The component schemas/Thing is treated as one of unknown content')])
    expect(typesText).toContain('code?: string')
  })

  it('that gives a body such a name leaves it `body`', async () => {
    const { operation, warnings } = await loadOne(documentOf({ requestBody: json({ $ref: '#/components/schemas/Constructor' }) }, { method: 'post', components: { schemas: { Constructor: { type: 'object' } } } }))
    expect(warnings).toEqual([])
    expect(operation?.row.body?.schema).toBe('body')
  })
})

describe('a member that OpenAPI does not know', () => {
  it('of a path costs no operation', async () => {
    const document = documentOf() as { paths: Record<string, object> }
    Object.assign(document.paths['/{baseSiteId}/things']!, { get2: {} })
    const { operation, warnings } = await loadOne(document)
    expect(operation?.row.operationId).toBe('getThings')
    expect(warnings).toEqual([expect.stringContaining('"get2" of /{baseSiteId}/things is left out')])
  })

  it('of an operation does not cost it', async () => {
    const { operation, warnings } = await loadOne(documentOf({ sumary: 'Things' }))
    expect(operation?.row.operationId).toBe('getThings')
    expect(warnings).toEqual([expect.stringContaining('"sumary" of GET /{baseSiteId}/things is left out')])
  })
})

describe('the reason in a warning', () => {
  it.each(['constructor', 'then', 'toJSON', 'toString'])('is not the form of a name that objects have: %s', async (operationId) => {
    const { warnings } = await loadOne(documentOf({ operationId }))
    expect(warnings).toEqual([expect.stringContaining('which objects have for other purposes')])
  })

  it.each(['application/x-www-form-urlencoded', 'application/merge-patch+json'])('names the media types of bodies: %s', async (media) => {
    const { warnings } = await loadOne(documentOf({ requestBody: { content: { [media]: { schema: { type: 'object' } } } } }, { method: 'post' }))
    expect(warnings).toEqual([expect.stringContaining(`${media}; it has to be application/json, application/xml or multipart/form-data`)])
  })

  it('names all versions', async () => {
    await expect(load({ ...documentOf(), openapi: '4.0.0' })).rejects.toThrow('is OpenAPI 4.0.0; OpenAPI 3.0, 3.1 or Swagger 2 is needed.')
  })
})
