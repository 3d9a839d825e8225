/**
 * A function of AWS Lambda: `node aws-lambda.ts <entry>` behind an HTTP API (payload format 2.0), `node aws-lambda.ts
 * <entry> rest` behind a REST API (format 1.0).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html (REST API)
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (payload format 2.0)
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
import { PassThrough } from 'node:stream'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { keepRunning, serveEvents } from './gateway.ts'
import type { GatewayRequest, GatewayResponse } from './gateway.ts'

/** What Lambda takes and gives in one piece. Bytes. */
const PAYLOAD_LIMIT = 6 * 1024 * 1024

interface Result {
  statusCode: number
  headers?: Record<string, string>
  /** For an HTTP API only. */
  cookies?: string[]
  /** For a REST API only; a name that is in `headers`, too, counts here. */
  multiValueHeaders?: Record<string, string[]>
  body?: string
  isBase64Encoded?: boolean
}

/** What precedes a streamed body: the head, then eight zero bytes. */
type Prelude = Pick<Result, 'statusCode' | 'headers' | 'cookies'>

class ResponseStream extends PassThrough {
  prelude: Prelude | undefined
}

type StreamingHandler = (event: unknown, stream: ResponseStream, context: unknown) => Promise<void>
const STREAMING = Symbol('streaming')

Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: StreamingHandler) => Object.assign(handler, { [STREAMING]: true }),
    HttpResponseStream: {
      from: (stream: ResponseStream, prelude: Prelude) => Object.assign(stream, { prelude }),
    },
  },
})

const { handler } = await import(pathToFileURL(process.argv[2]!).href) as { handler: ((event: unknown, context: unknown) => Promise<Result>) & { [STREAMING]?: true } }

const isRest = process.argv[3] === 'rest'

serveEvents({ name: 'aws-lambda', bodyLimit: PAYLOAD_LIMIT }, async (request) => {
  const context = { awsRequestId: '1', functionName: 'shop', getRemainingTimeInMillis: () => 30_000 }
  if (handler[STREAMING]) return await stream(handler as unknown as StreamingHandler, eventOf(request), context)
  const { statusCode, headers = {}, body = '', isBase64Encoded, ...result } = await handler(isRest ? restEventOf(request) : eventOf(request), context)
  const cookies = (isRest ? result.multiValueHeaders?.['set-cookie'] : result.cookies) ?? []
  // All of it is turned into JSON on its way to the gateway: what is no text is lost.
  const bytes = Buffer.from(JSON.parse(JSON.stringify(body)) as string, isBase64Encoded ? 'base64' : 'utf8')
  if (body.length > PAYLOAD_LIMIT) return { status: 502, headers: [], body: null }
  return { status: statusCode, headers: pairs(headers, cookies), body: bytes }
})

function eventOf({ method, url, headers: { cookie, ...headers }, body }: GatewayRequest): unknown {
  const [rawPath = '/', rawQueryString = ''] = url.split('?', 2)
  const query = Object.fromEntries(new URLSearchParams(rawQueryString))
  const isText = isTextual(headers)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    ...(rawQueryString ? { queryStringParameters: query } : {}),
    requestContext: { http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' }, stage: '$default' },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  }
}

/** Names stand as the client has written them, values are decoded, and nothing is left out that is empty: it is `null`. */
function restEventOf({ method, url, headers, rawHeaders, body }: GatewayRequest): unknown {
  const [path = '/', search = ''] = url.split('?', 2)
  const query = [...new URLSearchParams(search)]
  const lines = Array.from({ length: rawHeaders.length / 2 }, (_, index) => [rawHeaders[2 * index]!, rawHeaders[2 * index + 1]!] as const)
  const isText = isTextual(headers)
  return {
    version: '1.0',
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: Object.fromEntries(lines),
    multiValueHeaders: listsOf(lines),
    queryStringParameters: query.length > 0 ? Object.fromEntries(query) : null,
    multiValueQueryStringParameters: query.length > 0 ? listsOf(query) : null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: { resourcePath: '/{proxy+}', httpMethod: method, path: `/live${path}`, protocol: 'HTTP/1.1', stage: 'live', identity: { sourceIp: '127.0.0.1' } },
    body: body.length > 0 ? body.toString(isText ? 'utf8' : 'base64') : null,
    isBase64Encoded: body.length > 0 && !isText,
  }
}

function listsOf(pairs: readonly (readonly [string, string])[]): Record<string, string[]> {
  const lists: Record<string, string[]> = {}
  for (const [name, value] of pairs) (lists[name] ??= []).push(value)
  return lists
}

function isTextual(headers: GatewayRequest['headers']): boolean {
  return /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded))/.test(headers['content-type'] ?? 'text/plain')
}

/** @returns as soon as the head is there. */
function stream(handle: StreamingHandler, event: unknown, context: unknown): Promise<GatewayResponse> {
  const response = new ResponseStream()
  return new Promise((resolve, reject) => {
    const begin = () => {
      if (!response.prelude) return reject(new Error('There was a body without a head.'))
      const { statusCode, headers = {}, cookies = [] } = response.prelude
      // How the answer travels is for the gateway to say.
      const { 'Transfer-Encoding': _, ...kept } = headers
      resolve({ status: statusCode, headers: pairs(kept, cookies), body: response })
    }
    response.once('readable', begin)
    response.once('error', reject)
    const handled = handle(event, response, context)
    keepRunning(handled)
    handled.then(begin, (error: Error) => {
      response.destroy(error)
      reject(error)
    })
  })
}

function pairs(headers: Record<string, string>, cookies: readonly string[]): [string, string][] {
  return [...Object.entries(headers).map(([name, value]): [string, string] => [name, value]), ...cookies.map((line): [string, string] => ['set-cookie', line])]
}
