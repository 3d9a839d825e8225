import { createServer } from 'node:http'
import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { watchResponse } from '../../../src/runtime/server/platform/nitro2/watch-response'

/** The head of a response as a client gets it, as Node makes it alone and with the module's watch. */
async function headsOf(respond: (res: ServerResponse) => void): Promise<{ plain: [string, string][], watched: [string, string][] }> {
  const server = createServer((req, res) => {
    res.sendDate = false
    if (req.url === '/watched') watchResponse(res, () => {})
    respond(res)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    const headOf = async (path: string) => [...(await fetch(`http://127.0.0.1:${port}${path}`)).headers].sort()
    return { plain: await headOf('/plain'), watched: await headOf('/watched') }
  }
  finally {
    server.closeAllConnections()
    server.close()
  }
}

const lists: [string, OutgoingHttpHeaders | OutgoingHttpHeader[]][] = [
  ['a list that repeats names', ['link', '</a>', 'Link', '</b>', 'www-authenticate', 'A', 'WWW-Authenticate', 'B', 'set-cookie', 'a=1', 'set-cookie', 'b=2']],
  ['an object', { 'Link': ['</a>', '</b>'], 'set-cookie': ['a=1', 'b=2'], 'x-number': 7 }],
  ['an object with names of any case', { 'X-Before': 'replaced', 'SET-COOKIE': 'a=1' }],
]

describe('a watched response leaves with the head that Node makes', () => {
  it.each(lists)('of %s', async (_, headers) => {
    const { plain, watched } = await headsOf(res => res.writeHead(200, headers as OutgoingHttpHeaders).end('ok'))
    expect(watched).toEqual(plain)
    expect(watched.filter(([name]) => name === 'set-cookie').length).toBeGreaterThan(0)
  })

  it.each(lists)('of %s, with headers from before', async (_, headers) => {
    const { plain, watched } = await headsOf((res) => {
      res.setHeader('x-before', 'before')
      res.setHeader('set-cookie', ['before=1', 'before=2'])
      res.writeHead(200, headers as OutgoingHttpHeaders).end('ok')
    })
    expect(watched).toEqual(plain)
  })

  it('of the headers that it has already', async () => {
    const { plain, watched } = await headsOf((res) => {
      res.setHeader('set-cookie', ['a=1', 'b=2'])
      res.writeHead(200, res.getHeaders()).end('ok')
    })
    expect(watched).toEqual(plain)
    expect(watched.filter(([name]) => name === 'set-cookie')).toEqual([['set-cookie', 'a=1'], ['set-cookie', 'b=2']])
  })
})
