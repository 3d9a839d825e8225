/**
 * A function of AWS Lambda behind an HTTP API: `node aws-lambda.ts <entry>`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html (payload format 2.0)
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html
 */
import { PassThrough } from 'node:stream'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { serveEvents } from './gateway.ts'
import type { GatewayRequest, GatewayResponse } from './gateway.ts'

/** What Lambda takes and gives in one piece. Bytes. */
const PAYLOAD_LIMIT = 6 * 1024 * 1024

interface Result {
  statusCode: number
  headers?: Record<string, string>
  cookies?: string[]
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

serveEvents({ name: 'aws-lambda', bodyLimit: PAYLOAD_LIMIT }, async (request) => {
  const context = { awsRequestId: '1', functionName: 'shop', getRemainingTimeInMillis: () => 30_000 }
  if (handler[STREAMING]) return await stream(handler as unknown as StreamingHandler, eventOf(request), context)
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = await handler(eventOf(request), context)
  // All of it is turned into JSON on its way to the gateway: what is no text is lost.
  const bytes = Buffer.from(JSON.parse(JSON.stringify(body)) as string, isBase64Encoded ? 'base64' : 'utf8')
  if (body.length > PAYLOAD_LIMIT) return { status: 502, headers: [], body: null }
  return { status: statusCode, headers: pairs(headers, cookies), body: bytes }
})

function eventOf({ method, url, headers: { cookie, ...headers }, body }: GatewayRequest): unknown {
  const [rawPath = '/', rawQueryString = ''] = url.split('?', 2)
  const query = Object.fromEntries(new URLSearchParams(rawQueryString))
  const isText = /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded))/.test(headers['content-type'] ?? 'text/plain')
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
    handle(event, response, context).then(begin, (error: Error) => {
      response.destroy(error)
      reject(error)
    })
  })
}

function pairs(headers: Record<string, string>, cookies: readonly string[]): [string, string][] {
  return [...Object.entries(headers).map(([name, value]): [string, string] => [name, value]), ...cookies.map((line): [string, string] => ['set-cookie', line])]
}
