import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readAll } from './recorder.ts'

/** A proxy between an application and the stand-in that reports the secrets it passes on. */
export interface RecordingProxy {
  /** Address to use in place of the stand-in's. */
  url: string
  stop: () => Promise<void>
}

/** Placeholder in the body of a fault, replaced by the access token of the request. */
export const SENT_TOKEN = '{sent token}'

/** Called for each secret. @param secret name of the secret, e.g. `access token`. */
export type TellSecret = (secret: string, value: string) => void

/** Names of secrets by the fields of requests and responses that contain them. */
const SECRET_FIELDS: Record<string, string> = {
  access_token: 'access token',
  refresh_token: 'refresh token',
  id_token: 'id token',
  client_secret: 'client secret',
  code: 'authorization code',
  code_verifier: 'code verifier',
  state: 'state',
  password: 'password',
}

/**
 * Passes everything on to the stand-in, and reports every secret in it, as it was really issued: tokens,
 * codes, verifiers, states, passwords and the guids of anonymous carts.
 */
export async function startRecordingProxy(target: string, tell: TellSecret): Promise<RecordingProxy> {
  let url = ''
  const server = createServer((req, res) => {
    forwardAndReport(req, res, target, tell, text => text.replaceAll(target, url)).catch(() => res.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The tap listens on a port')
  url = `http://127.0.0.1:${address.port}`
  return {
    url,
    stop: () => new Promise((resolve, reject) => {
      server.close(error => error ? reject(error) : resolve())
      server.closeAllConnections()
    }),
  }
}

async function forwardAndReport(req: IncomingMessage, res: ServerResponse, target: string, tell: TellSecret, atTap: (text: string) => string): Promise<void> {
  const body = await readAll(req)
  noteForm(tell, new URL(req.url ?? '/', target).searchParams)
  noteForm(tell, new URLSearchParams(body.toString()))
  const [scheme, token] = (req.headers.authorization ?? '').split(' ')
  if (scheme === 'Bearer' && token) tell('access token', token)

  const { host: _, 'accept-encoding': __, ...headers } = req.headers
  const outgoing = request(new URL(req.url ?? '/', target), { method: req.method, headers, agent: false })
  outgoing.end(body)
  const [answer] = await once(outgoing, 'response') as [IncomingMessage]
  const answered = await readAll(answer)
  const { location, 'content-length': ___, 'transfer-encoding': ____, ...rest } = answer.headers
  if (location !== undefined) noteForm(tell, new URL(location, target).searchParams)
  noteJson(tell, answered.toString(), /\/users\/anonymous\/carts/.test(req.url ?? ''))
  res.writeHead(answer.statusCode ?? 502, { ...rest, ...(location === undefined ? {} : { location: atTap(location) }) })
  if (!/json|html/.test(answer.headers['content-type'] ?? '')) res.end(answered)
  else res.end(atTap(answered.toString()).replaceAll(SENT_TOKEN, token ?? 'none'))
}

function noteForm(tell: TellSecret, fields: URLSearchParams): void {
  for (const [name, value] of fields) note(tell, name, value)
}

function noteJson(tell: TellSecret, text: string, isAnonymousCart: boolean): void {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  }
  catch {
    return
  }
  if (typeof answer !== 'object' || answer === null) return
  for (const [name, value] of Object.entries(answer)) {
    if (typeof value === 'string') note(tell, name, value)
    if (isAnonymousCart && name === 'guid' && typeof value === 'string') tell('anonymous cart', value)
  }
}

function note(tell: TellSecret, name: string, value: string): void {
  const secret = SECRET_FIELDS[name]
  // An empty or invented `code` of a hostile request is no secret.
  if (secret !== undefined && value.length >= 10) tell(secret, value)
}
