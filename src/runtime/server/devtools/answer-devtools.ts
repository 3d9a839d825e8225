import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { SapccConfigError } from '../config/config-error'
import type { ConfigProblem } from '../config/config-error'
import type { SapccConfig } from '../config/types'
import { NO_STORE, errorAnswer, valueAnswer } from '../http/answers'
import { readRequestBody } from '../http/read-body'
import { mayComeFromShop, originOf } from '../http/same-origin'
import type { Answer, ServerRequest } from '../platform/types'
import type { Session } from '../session/session'
import { configAdvice, describeConfig } from './describe-config'
import type { ShownSetting } from './describe-config'
import { PAGE } from './page'
import type { DevtoolsRecorder, NumberedEntry } from './recorder'
import { controlStandIn, findStandIn, isStandInAction } from './stand-in'

/** What the tab shows of a session: nothing that could be used. */
export interface ShownSession {
  /** How many refreshes it has seen. */
  generation: number
  /** Milliseconds since 1970: when the access token expires. */
  tokenExpiresAt: number
  /** Milliseconds that the token was valid for when it came. */
  tokenLifetime?: number | undefined
  signedInAt?: number | undefined
  /** When the session ends if it is not used. */
  idleUntil?: number | undefined
  /** When it ends however much it is used. */
  endsAt?: number | undefined
  hasRefreshToken: boolean
  scope: string
}

/** What `GET /__sapcc_devtools/state` answers. */
export interface DevtoolsState {
  entries: NumberedEntry[]
  /** The session of the visitor whose browser asks; `null` without a session, absent where it cannot be read. */
  session?: ShownSession | null | undefined
  settings: ShownSetting[]
  /** What is missing or wrong in the configuration. If there is something, the other properties are empty. */
  problems: readonly ConfigProblem[]
  advice: string[]
  isStandIn: boolean
}

/** The parts of the server that the tab looks at. */
export interface DevtoolsServer {
  config: SapccConfig
  session: () => Promise<Session | undefined>
}

/** Options of {@link answerDevtools}. */
export interface DevtoolsOptions {
  recorder: DevtoolsRecorder
  /** @throws SapccConfigError when the shop is not set up. */
  server: () => DevtoolsServer
}

const BODY_LIMIT = 1000

/**
 * `/__sapcc_devtools`: the page of the tab, what it shows (`state`), and the stand-in's controls (`stand-in`).
 *
 * @param part the last part of the path; empty for the page.
 */
export async function answerDevtools(request: ServerRequest, part: string, options: DevtoolsOptions): Promise<Answer> {
  // Another site may neither show the page in a frame nor ask for anything.
  if (!mayComeFromShop(originOf(request), undefined)) return refused(403)
  if (part === '') return { status: 200, headers: { 'cache-control': NO_STORE, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'self'` }, body: PAGE }
  if (part === 'state' && request.method === 'GET') return valueAnswer(await stateOf(Number(request.query.since) || 0, options))
  if (part === 'stand-in' && request.method === 'POST') return await control(request, options)
  return refused(404)
}

function refused(status: number): Answer {
  return errorAnswer(new SapccError(status === 404 ? 'The DevTools tab has no such address.' : 'This request comes from another site.', { status, data: { type: status === 404 ? 'UnknownOperationError' : 'CrossSiteRequestError' } }))
}

async function stateOf(since: number, { recorder, server }: DevtoolsOptions): Promise<DevtoolsState> {
  const entries = recorder.since(since)
  try {
    const { config, session } = server()
    const isStandIn = await findStandIn(config.api.uri) !== undefined
    return {
      entries,
      session: await session().then(found => found ? shown(found, config) : null, () => undefined),
      settings: describeConfig(config),
      problems: [],
      advice: configAdvice(config, { isStandIn }),
      isStandIn,
    }
  }
  catch (error) {
    if (!(error instanceof SapccConfigError)) throw error
    return { entries, settings: [], problems: error.problems, advice: [], isStandIn: false }
  }
}

function shown({ generation, expiresAt, lifetime, createdAt, usedAt, refreshToken, scope }: Session, { session: { maxAge, absoluteMaxAge } }: SapccConfig): ShownSession {
  return {
    generation,
    tokenExpiresAt: expiresAt,
    tokenLifetime: lifetime,
    signedInAt: createdAt,
    idleUntil: usedAt === undefined ? undefined : usedAt + maxAge * 1000,
    endsAt: createdAt === undefined ? undefined : createdAt + absoluteMaxAge * 1000,
    hasRefreshToken: refreshToken !== undefined,
    scope,
  }
}

async function control(request: ServerRequest, { server, recorder }: DevtoolsOptions): Promise<Answer> {
  const body = await readRequestBody(request, BODY_LIMIT)
  const given = body ? parseJson(new TextDecoder().decode(body)) : undefined
  const action = isRecord(given) ? given.action : undefined
  const address = await findStandIn(server().config.api.uri)
  if (!isStandInAction(action) || address === undefined) return refused(404)
  try {
    await controlStandIn(address, action)
  }
  catch (error) {
    return errorAnswer(error as SapccError)
  }
  recorder.add({ kind: 'session', text: `Stand-in: ${action}`, cause: 'a button of this tab' })
  return valueAnswer({ done: action })
}
