import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { onTestFinished } from 'vitest'
import type { SapccOAuthConfig } from '../../../src/runtime/server/config/types'
import * as oauth from '../../../src/runtime/server/oauth'
import type { OAuthClient } from '../../../src/runtime/server/oauth'
import { createUpstream } from './way'

export const REDIRECT_URI = 'http://localhost:3000/api/sapcc/auth/callback'

/** A client that sends its requests as a server on Node does, or by `fetch`: see `by-fetch.test.ts`. */
export function createOAuthClient(config: SapccOAuthConfig, options: Parameters<typeof oauth.createOAuthClient>[1] = {}): OAuthClient {
  return oauth.createOAuthClient(config, { createUpstream, ...options })
}

/** A configuration for a server that has SAP's paths. */
export function configFor(uri: string, changes: Partial<SapccOAuthConfig> = {}): SapccOAuthConfig {
  return {
    uri,
    issuer: uri,
    clientId: 'storefront',
    clientSecret: 'storefront-secret',
    scope: 'basic',
    authorizationEndpoint: `${uri}/oauth/authorize`,
    tokenEndpoint: `${uri}/oauth/token`,
    tokenRevokeEndpoint: `${uri}/oauth/revoke`,
    logoutEndpoint: 'none',
    comesBackFromLogout: false,
    promptAfterSignOut: true,
    authorizationParams: {},
    tokenRetryIntervalInSeconds: 10,
    timeout: 2000,
    ...changes,
  }
}

/** A request as a server saw it. */
export interface SeenRequest {
  method: string
  /** With the query. */
  url: string
  headers: IncomingMessage['headers']
  form: URLSearchParams
}

/** A server that lives for one test. */
export async function serve(answer: (request: SeenRequest, response: ServerResponse) => void): Promise<{ url: string, requests: SeenRequest[] }> {
  const requests: SeenRequest[] = []
  const server = createServer((req, res) => {
    let body = ''
    req.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    }).on('end', () => {
      const request = { method: req.method ?? '', url: req.url ?? '', headers: req.headers, form: new URLSearchParams(body) }
      requests.push(request)
      answer(request, res)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  }))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, requests }
}

/** An address where no server listens any more. */
export async function closedAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

/** What a test's server answers. */
export interface Answer {
  status?: number
  headers?: Record<string, string | string[]>
  /** A text as it is, anything else as JSON. */
  body?: unknown
}

export function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const json = body !== undefined && typeof body !== 'string'
  response.writeHead(status, { ...(json ? { 'content-type': 'application/json;charset=UTF-8' } : {}), ...headers })
  response.end(json ? JSON.stringify(body) : body)
}

export function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => undefined, (error: unknown) => error)
}

/** Everything a log could show of a value: message, stack, hidden properties, causes. */
export function everythingOf(value: unknown): string {
  return inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value)
}
