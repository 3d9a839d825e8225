import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseOperationTable } from '../../../src/build/occ/operation-row'
import { createRequestOptions } from '../../../src/runtime/sdk/request-options'

const root = new URL('../../../', import.meta.url)
const schemas = new URL('src/runtime/sdk/occ/schemas/', root)

/** Fields and parameters whose values are for SAP alone. */
const SECRET = /password|secret|cardNumber|cvv|cvn|(?:token|access)Code$|^(?:token|pin|otp|old|new)$/i

/** The described types of OCC: their fields, and the types of these. */
const described = new Map(readdirSync(schemas).filter(file => file.endsWith('.ts')).flatMap(file =>
  [...readFileSync(new URL(file, schemas), 'utf8').matchAll(/^export interface (\w+) [^{]*\{\n(.*?)^\}/gms)].map(([, name = '', body = '']) =>
    [name, [...body.matchAll(/^ {2}(\w+)\??: (.*)$/gm)].map(([, field = '', type = '']) => ({ field, types: type.match(/\b[A-Z]\w+/g) ?? [] }))] as const)))

function hasSecret(type: string, seen = new Set<string>()): boolean {
  if (seen.has(type)) return false
  seen.add(type)
  // A document of cXML has the secret that the buyer's system shares with the shop.
  return type === 'CXML' || (described.get(type) ?? []).some(({ field, types }) => SECRET.test(field) || types.some(inner => hasSecret(inner, seen)))
}

const operations = parseOperationTable(readFileSync(new URL('data/occ-operations.tsv', root), 'utf8'))
/** Operations whose answers, of no described type, have an access token or a code by which somebody else can read a cart. */
const ANSWERS = new Set(['getPunchOutSessionInfo', 'getAccessToConfigurationEngine', 'getCartIdAccessCode'])
const withSecret = operations.filter(({ operationId, query, body }) => ANSWERS.has(operationId) || query.some(({ name }) => SECRET.test(name)) || (body && hasSecret(body.schema)))

async function isLogged(operation: string): Promise<boolean> {
  const heard: unknown[] = []
  const { logged } = createRequestOptions({ logger: { onRequest: request => void heard.push(request), onResponse: answer => void heard.push(answer) } })
  await logged(() => Promise.resolve('hidden'))(operation, ['hidden'], {})
  return JSON.stringify(heard).includes('hidden')
}

describe('a logger of the shop\'s', () => {
  it('learns neither arguments nor results of SAP\'s operations that take a password, a code, a card or a secret, or give a token', async () => {
    expect(operations.length).toBeGreaterThan(330)
    expect(withSecret.map(({ operationId }) => operationId)).toEqual(expect.arrayContaining(['createUser', 'replaceUserPassword', 'doResetPassword', 'createCartPaymentDetails', 'createPunchOutSetUpRequest']))
    const logged = await Promise.all(withSecret.map(async ({ operationId }) => await isLogged(operationId) ? [operationId] : []))
    expect(logged.flat()).toEqual([])
  })

  it('learns those of all others', async () => {
    const others = operations.filter(operation => !withSecret.includes(operation))
    const hidden = await Promise.all(others.map(async ({ operationId }) => await isLogged(operationId) ? [] : [operationId]))
    expect(hidden.flat()).toEqual([])
  })
})
