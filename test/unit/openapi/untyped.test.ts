import { describe, expect, it, vi } from 'vitest'
import { documentMethodsText } from '../../../src/build/openapi/methods-text'
import { documentOf, load } from './support'

// No document is known that the generator of types refuses after the checks; the next version may find one.
vi.mock('../../../src/build/openapi/generator', async (importOriginal) => {
  const { loadGenerator, ...others } = await importOriginal<typeof import('../../../src/build/openapi/generator')>()
  const openapiTypescript = { default: () => Promise.reject(new Error('Out of types')), astToString: () => '' }
  return { ...others, loadGenerator: (...args: Parameters<typeof loadGenerator>) => ({ ...loadGenerator(...args), loadOpenapiTypescript: () => openapiTypescript }) }
})

describe('a document from which no types can be generated', () => {
  it('keeps its methods, with unknown content, and says so once', async () => {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } }
    const { operations, warnings, typesText } = await load(documentOf({
      parameters: [{ name: 'sort', in: 'query', schema: { type: 'string' } }, { name: 'filter', in: 'query', schema: { type: 'array', items: { type: 'string' }, nullable: true } }],
      requestBody: { required: true, content },
      responses: { 200: { description: 'Done.', content } },
    }, { method: 'post', components: { schemas: { Thing: { type: 'object', properties: { code: { type: 'string' } } } } } }))
    expect(warnings).toEqual([expect.stringMatching(/^No types can be generated from it, so its methods take and return values of the type `unknown`: Out of types\.$/)])
    const text = documentMethodsText(operations, { documentOperations: './operations', callParams: './params', callConfig: './config', document: './document' })
    expect(text.slice(text.indexOf('getThings')).replace(/\s+/g, ' ')).toMatch(/^getThings\(params: OccCallParams & \{ sort\?: string filter\?: unknown thing: unknown \}, config\?: SapccCallConfig\): Promise<unknown> \}/)
    expect(text).not.toContain('interface Thing')
    expect(typesText).toContain('export interface paths')
  })
})
