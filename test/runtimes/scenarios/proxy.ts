import { strict as assert } from 'node:assert'
import { Client } from '../../harness/client.ts'
import { pattern, sha256 } from '../sap-front.ts'
import { eventually, expectStatus, signedIn } from './world.ts'
import type { Scenario } from './world.ts'

const OWN = '/api/occ/electronics/runtimes'

const getAndPost: Scenario = async (world) => {
  const client = await signedIn(world)
  assert.match(await expectStatus(await client.fetch('/api/occ/electronics/users/current'), 200), /jane@example\.com/)
  const body = JSON.stringify({ text: 'ä€ and more' })
  const echo = await client.fetch(`${OWN}/echo`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
  assert.deepEqual(JSON.parse(await expectStatus(echo, 201)), {
    method: 'POST', size: Buffer.byteLength(body), sha256: sha256(Buffer.from(body)), type: 'application/json', authorized: true,
  })
  // A 401 of SAP's is cured by the server.
  world.sap.expireAccessTokens()
  assert.match(await expectStatus(await client.fetch('/api/occ/electronics/users/current'), 200), /jane@example\.com/)
}

const compressed: Scenario = async (world) => {
  const client = await signedIn(world)
  const response = await client.fetch(`${OWN}/gzip`)
  assert.equal((JSON.parse(await expectStatus(response, 200)) as { text: string }).text, 'ä€ '.repeat(2000))
  world.front.compresses = true
  try {
    assert.match(JSON.stringify(await client.call('getUser', {})), /jane@example\.com/)
    world.sap.expireAccessTokens()
    const refused = await client.request('getUser', [{}])
    assert.match(await expectStatus(refused, 401), /InvalidTokenError/)
  }
  finally {
    world.front.compresses = false
  }
}

const stream: Scenario = async ({ url }) => {
  // Compression on the way would collect pieces as small as these.
  const response = await new Client(url).fetch(`${OWN}/pieces`, { headers: { 'accept-encoding': 'identity' } })
  assert.equal(response.status, 200)
  const begun = performance.now()
  let text = ''
  let first: number | undefined
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    first ??= performance.now()
    text += new TextDecoder().decode(chunk)
  }
  assert.equal(text, 'first second third')
  assert.ok(performance.now() - (first ?? begun) > 700, 'all pieces came at once')
}

const upload: Scenario = async (world) => {
  const client = await signedIn(world)
  const text = 'ä€ and more, '.repeat(world.largest.up / 16)
  const echo = await client.fetch(`${OWN}/echo`, { method: 'POST', body: text, headers: { 'content-type': 'text/plain' } })
  const size = Buffer.byteLength(text)
  assert.ok(size > world.largest.up * 0.9)
  assert.partialDeepStrictEqual(JSON.parse(await expectStatus(echo, 201)), { size, sha256: sha256(Buffer.from(text)) })
}

const binary: Scenario = async (world) => {
  const client = await signedIn(world)
  for (const size of [10_000, 1_000_000]) {
    const bytes = pattern(size)
    const echo = await client.fetch(`${OWN}/echo`, { method: 'POST', body: bytes as unknown as BodyInit, headers: { 'content-type': 'image/png' } })
    assert.partialDeepStrictEqual(JSON.parse(await expectStatus(echo, 201)), { size, sha256: sha256(bytes) })
  }
}

const download: Scenario = async (world) => {
  const client = await signedIn(world)
  const expected = sha256(pattern(world.largest.down))
  for (const query of ['', '&chunked']) {
    const response = await client.fetch(`${OWN}/file?size=${world.largest.down}${query}`)
    assert.equal(response.status, 200)
    assert.equal(sha256(new Uint8Array(await response.arrayBuffer())), expected)
  }
}

const outages: Scenario = async (world) => {
  const client = await signedIn(world)
  // More than once: the fetch of some runtimes sends a GET again when its kept-alive connection was closed.
  world.sap.faults({ target: 'occ', operationId: 'getProduct', drop: 'before' })
  assert.match(await expectStatus(await client.request('getProduct', [{ productCode: '325234' }]), 502), /UpstreamUnreachableError/)
  assert.match(await expectStatus(await client.fetch(`${OWN}/hang`), 504), /UpstreamTimeoutError/)
  world.sap.clearFaults()
  await client.call('getProduct', { productCode: '325234' })
}

const abort: Scenario = async ({ url, front: { hanging } }) => {
  const { arrived, abandoned } = hanging
  const leaving = new AbortController()
  const given = new Client(url).fetch(`${OWN}/hang`, { signal: leaving.signal })
  given.catch(() => {})
  await eventually('the call arrives at SAP', () => hanging.arrived > arrived)
  leaving.abort()
  await eventually('the call to SAP is given up', () => hanging.abandoned > abandoned, 1500)
}

export const proxyScenarios = {
  'proxy: GET and POST': getAndPost,
  'proxy: compressed answer': compressed,
  'proxy: stream': stream,
  'proxy: large upload': upload,
  'proxy: binary upload': binary,
  'proxy: large download': download,
  '502 and 504': outages,
  'client goes away': abort,
} as const satisfies Record<string, Scenario>
