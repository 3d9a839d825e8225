import { prepareConfig } from '@vue-storefront/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sapccModule } from '../../src/runtime/sdk'
import type { Transport } from '../../src/runtime/sdk/transport/http-transport'
import { createHttpTransport } from '../../src/runtime/sdk/transport/http-transport'
import { readOperations } from '../../packages/stand-in/src/occ/operations.ts'
import type { Operation } from '../../packages/stand-in/src/occ/operations.ts'
import { Client } from '../harness/client.ts'
import { fetchInstance } from '../harness/fetch-instance.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

const operations = readOperations(new URL('../../data/occ-operations.tsv', import.meta.url))
  // Closes the account of who calls: last.
  .sort((one, other) => Number(one.id === 'removeUser') - Number(other.id === 'removeUser'))
const HOST = 'sap.example.com'

/** A value that would break an address or a query if it were not encoded. */
const HOSTILE = 'a/b?c=d&e #%ä'
const HOSTILE_IN_PATH = 'a%2Fb%3Fc%3Dd%26e%20%23%25%C3%A4'

/** Path parameters that are not free: calls name no other user or site than these. */
const CONTEXT: Record<string, string> = { baseSiteId: 'electronics', userId: 'current' }

/** Bodies that the module itself looks into: whose attempts to sign in are counted. Others are empty. */
const BODIES: Record<string, object> = {
  createVerificationToken: { loginId: 'nobody@example.com' },
  sendPasswordRestoreToken: { loginId: 'nobody@example.com' },
}

/** What a store says about itself: asked without the customer's token. */
const PUBLIC_METADATA: ReadonlySet<string> = new Set([
  'getBaseSites', 'getBaseStore', 'getCardTypes', 'getCountries', 'getCountryRegions', 'getCurrencies', 'getDeliveryCountries', 'getLanguages', 'getTitles',
])

describe('every operation of OCC', () => {
  let sap: RunningSap
  let app: RunningApp
  let client: Client
  let sdk: ReturnType<typeof sapccModule>['connector']
  let authorization: string | undefined

  beforeAll(async () => {
    sap = await startSap({ generation: 'jdk21', accessTokenTtl: 3600 })
    app = await startApp({ env: { ...sap.env, NUXT_SAPCC_API_DEFAULT_LANGUAGE: 'de', NUXT_SAPCC_API_DEFAULT_CURRENCY: 'EUR', NUXT_SAPCC_API_HOST: HOST } })
    client = new Client(app.url)
    await client.signIn()
    const transport: Transport = createHttpTransport({
      apiUrl: `${app.url}/api/sapcc`,
      fetch: fetchInstance((url, init) => client.fetch(url, init)),
    })
    sdk = sapccModule({ transport }).connector
    await sdk.getUser({})
    authorization = sap.requests('getUser').at(-1)?.headers.authorization
  })

  afterAll(async () => {
    await app?.stop()
    await sap?.stop()
  })

  it('is in the specification', () => {
    expect(operations).toHaveLength(337)
    expect(new Set(operations.map(({ id }) => id)).size).toBe(337)
    expect(authorization).toMatch(/^Bearer sha256:\w+$/)
  })

  it('counts by HEAD', async () => {
    expect(await sdk.countProducts({ query: 'camera' })).toEqual({ totalCount: expect.any(Number) as number })
    expect(operations.filter(({ method }) => method === 'HEAD').length).toBeGreaterThan(0)
  })

  it('takes the host from the configuration only', async () => {
    const before = sap.requests().length
    await expect(callOrThrow('createPunchOutProfileRequest', { host: 'evil.example', cXML: '<cXML/>' })).rejects.toMatchObject({ status: 400, data: { subject: 'host' } })
    expect(sap.requests()).toHaveLength(before)
  })

  it('uploads files', async () => {
    const { id: ticketId = '', ticketEvents } = await sdk.createTicket({ ticketStarter: { subject: 'Broken', message: 'It is broken.', ticketCategory: { id: 'ENQUIRY' } } })
    const eventCode = ticketEvents?.[0]?.code ?? ''
    const file = new File([new Uint8Array(2 * 1024 * 1024).fill(7)], 'picture.jpg', { type: 'image/jpeg' })
    for (const given of [{ ticketEventAttachment: file }, { formData: { ticketEventAttachment: file } }]) {
      expect(await sdk.createTicketEventAttachment({ ticketId, eventCode, ...given })).toMatchObject({ filename: 'picture.jpg' })
    }
    expect(sap.requests('createTicketEventAttachment').at(-1)).toMatchObject({ status: 201, headers: { 'content-type': expect.stringMatching(/^multipart\/form-data; ?boundary=/) as string } })
  })

  it.each(operations.map(operation => [operation.id, operation] as const))('arrives as the specification wants it: %s', async (id, operation) => {
    const before = sap.requests().length
    const outcome = await callWith(id, parametersOf(operation))

    const arrived = sap.requests().slice(before)
    expect(arrived.map(({ method, path }) => `${method} ${path}`)).toEqual([`${operation.method} ${expectedPath(operation)}`])
    const request = arrived[0]!
    // The stand-in has checked required parameters and media type before it names the operation.
    expect(request.operationId).toBe(id)
    for (const { name } of operation.query.filter(({ required }) => required)) expect(request.query[name], name).toBe(valueOf(name))
    for (const { name } of operation.header.filter(({ required }) => required)) {
      expect(request.headers[name.toLowerCase()], name).toBe(name === 'host' ? HOST : 'of-a-header')
    }
    expect(request.query).toMatchObject({ lang: 'de', curr: 'EUR' })
    expect(request.headers['content-type']?.split(';')[0]).toBe(operation.body ? mediaTypeOf(operation) : undefined)
    expect(request.headers.authorization).toBe(PUBLIC_METADATA.has(id) ? undefined : authorization)
    expect(request.cookie).toBe(false)
    expect(request.headers.origin).toBeUndefined()

    if (operation.method === 'HEAD' && outcome.ok) expect(outcome.value).toEqual({ totalCount: expect.any(Number) as number })
    // Whatever SAP made of it: this server refused nothing.
    if (!outcome.ok) expect(outcome.error).toMatchObject({ name: 'SapccError', data: { type: expect.not.stringMatching(/ParameterError$/) as string } })
  })

  it('keeps the slash at a path\'s end', () => {
    const slashed = operations.filter(({ path }) => path.endsWith('/'))
    expect(slashed.map(({ id }) => id)).toEqual(['doAddOrgCartEntries', 'replaceOrgCartEntries'])
    for (const { id, method } of slashed) {
      const request = sap.requests(id).at(-1)
      expect(request).toMatchObject({ method })
      expect(request?.path).toMatch(/\/entries\/$/)
    }
  })

  async function callOrThrow(id: string, params: object): Promise<unknown> {
    const method: unknown = Reflect.get(sdk, id)
    if (typeof method !== 'function') throw new Error(`${id} is no method`)
    return await Reflect.apply(method, undefined, [params, prepareConfig({ refreshToken: false })])
  }

  async function callWith(id: string, params: object): Promise<{ ok: true, value: unknown } | { ok: false, error: unknown }> {
    return await callOrThrow(id, params).then(value => ({ ok: true as const, value }), (error: unknown) => ({ ok: false as const, error }))
  }
})

function valueOf(name: string): string {
  return name === 'fields' ? 'DEFAULT' : `${name} & ä`
}

/** Everything the specification requires, and nothing else. */
function parametersOf(operation: Operation): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (const name of pathNames(operation)) {
    if (!(name in CONTEXT)) params[name] = HOSTILE
    else if (!isActing(operation, name)) params[name] = CONTEXT[name]
  }
  for (const { name, required } of operation.query) if (required) params[name] = valueOf(name)
  for (const { name, required } of operation.header) if (required && name !== 'host') params[name] = 'of-a-header'
  if (operation.body) {
    const isForm = mediaTypeOf(operation) === 'multipart/form-data'
    if (isForm) params.formData = { ticketEventAttachment: new File(['text'], 'a.txt') }
    else params[bodyName(operation.body.name)] = mediaTypeOf(operation) === 'application/xml' ? '<cXML/>' : BODIES[operation.id] ?? {}
  }
  return params
}

function expectedPath(operation: Operation): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => CONTEXT[name] ?? HOSTILE_IN_PATH)
}

function pathNames({ path }: Operation): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Whether a call may leave the parameter out: the user only where a path is about who acts, not in `/members/{userId}`. */
function isActing({ path }: Operation, name: string): boolean {
  return name === 'baseSiteId' || (name === 'userId' && /\/(?:users|orgUsers)\/\{userId\}/.test(path))
}

/** The schema's name with its first letter, or its first letters if they are an abbreviation, in lower case. */
function bodyName(schema: string): string {
  return schema.charAt(0).toLowerCase() + schema.slice(1)
}

/** What the module sends where the specification allows several. */
function mediaTypeOf({ bodyMedia }: Operation): string | undefined {
  return ['application/json', 'multipart/form-data', 'application/xml'].find(media => bodyMedia.includes(media))
}
