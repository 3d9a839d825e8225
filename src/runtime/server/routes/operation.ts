import { defineEventHandler, getRouterParam, setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { REFRESHED_HEADER, SESSION_HEADER, formatRefreshed } from '../../sdk/refresh/refresh-event'
import type { ServerContext } from '../services'
import { assertSameSite } from '../http/csrf'
import { BODILESS } from '../upstream/upstream'
import type { AnswerHead } from '../upstream/upstream'
import { callOcc, readAnswer } from '../operations/occ-operation'
import type { OccAnswer } from '../operations/occ-operation'
import { publicMaxAge } from '../operations/public-read'
import { readArguments } from '../operations/read-arguments'
import { sessionOperations } from '../auth/session-operations'
import type { SessionOperation } from '../auth/session-operations'
import { answerForEveryone } from '../session/access'
import type { Visit } from '../session/request-session'
import { sendAnswer, watchClient } from '#sapcc/upstream'
import { answerWithError } from './answer-error'

/**
 * `POST /api/sapcc/{operation}` with a JSON array of arguments, and
 * `GET …?body=` for reads: the wire format of Alokai's middleware. Uploads come
 * as a form.
 */
export default defineEventHandler(event => answerOperation(event, getRouterParam(event, 'operation') ?? ''))

/** @returns the body, `null` for none; `undefined` when it has been sent. */
export async function answerOperation(event: H3Event, operation: string): Promise<unknown> {
  const client = watchClient(event)
  let visit: Visit | undefined
  try {
    const context = event.context.sapccServer(event)
    assertSameSite(event, context.publicOrigin)
    const maxAge = publicMaxAge(event, operation, context.config.api)
    if (maxAge !== undefined) answerForEveryone(event)
    visit = context.visit(event)
    const reading = readArguments(event, operation, context.config.api)
    const args = reading instanceof Promise ? await reading : reading

    const ofSession = sessionOperations[operation]
    if (ofSession) return await answerOfSession(event, context, visit, ofSession, args)

    const renewing = visit.refreshAhead()
    if (renewing) await renewing
    announceRefresh(event, visit)
    const opening = visit.session()
    const session = opening instanceof Promise ? await opening : opening
    // A tab that takes itself for signed in learns that it is not: somebody has ended the session elsewhere.
    if (!session && maxAge === undefined) setResponseHeader(event, SESSION_HEADER, 'none')
    const occ = await callOcc(event, context, operation, args, client)
    // Headers go out with the first byte of the body.
    const committing = visit.commit()
    if (committing) await committing
    if (occ.operation.result === 'head' || occ.operation.result === 'none' || BODILESS.has(occ.response.status)) return sendValue(event, await readValue(occ), maxAge)
    const sending = sendAnswer(event, occ.response, headOf(occ, cachingOf(event, maxAge)))
    if (sending) await sending
  }
  catch (error) {
    // Nobody is left to be told, or half of the answer is out: the connection was broken instead.
    if (client.aborted || event.node.res.headersSent) return
    return await answerWithError(event, visit ? await leaveAfter(error, event, visit) : error)
  }
}

/** @returns the body. */
async function answerOfSession(event: H3Event, context: ServerContext, visit: Visit, ofSession: SessionOperation, args: readonly unknown[]): Promise<unknown> {
  const result = await ofSession(event, context, args)
  announceRefresh(event, visit)
  await visit.commit()
  return value(event, result)
}

function announceRefresh(event: H3Event, visit: Visit): void {
  const refresh = visit.ownRefresh()
  if (refresh) setResponseHeader(event, REFRESHED_HEADER, formatRefreshed(refresh))
}

/**
 * Puts on the response of a failed call what its visitor has to know all the same.
 *
 * @returns the error to answer with: the cookies' own one when they could not be written.
 */
async function leaveAfter(error: unknown, event: H3Event, visit: Visit): Promise<unknown> {
  // Which tokens were found expired: whoever asks for a refresh names them, and gets none if it has happened since.
  const generation = await knownGeneration(visit)
  if (generation !== undefined) setResponseHeader(event, 'sapcc-generation', String(generation))
  try {
    await visit.commit()
    return error
  }
  catch (failure) {
    return failure
  }
}

async function knownGeneration(visit: Visit): Promise<number | undefined> {
  try {
    return (await visit.session())?.generation
  }
  catch {
    return undefined
  }
}

/** What a method returns that has no body of SAP's to give. */
async function readValue(occ: OccAnswer): Promise<unknown> {
  if (occ.operation.result === 'head') return await readAnswer(occ)
  await occ.response.discard()
  return undefined
}

/** @returns the body; `undefined` when it has been sent. */
function sendValue(event: H3Event, result: unknown, maxAge: number | undefined): unknown {
  const body = value(event, result)
  const caching = cachingOf(event, maxAge)
  if (caching === NOT_KEPT) return body
  // At once: whoever is still to come might set a cookie.
  const { res } = event.node
  res.setHeader('cache-control', caching)
  if (body !== null) res.setHeader('content-type', 'application/json')
  res.end(body === null ? undefined : JSON.stringify(body))
  return undefined
}

function headOf({ response }: OccAnswer, caching: string): AnswerHead {
  const headers: AnswerHead['headers'] = { 'cache-control': caching, 'content-type': response.header('content-type') ?? 'application/json' }
  const length = response.header('content-length')
  if (length !== undefined) headers['content-length'] = length
  return { status: 200, headers }
}

/** The answer of the one visitor, for nobody else. */
const NOT_KEPT = 'no-store'

/** To be asked last before the head goes out: a cache would hand everybody the cookie as well, whoever has set it. */
function cachingOf(event: H3Event, maxAge: number | undefined): string {
  return maxAge === undefined || event.node.res.hasHeader('set-cookie') ? NOT_KEPT : `public, max-age=${maxAge}`
}

/** @returns what h3 makes the body of; `null` becomes none. */
function value(event: H3Event, result: unknown): unknown {
  setResponseHeader(event, 'cache-control', NOT_KEPT)
  setResponseStatus(event, result === undefined ? 204 : 200)
  return result ?? null
}
