import { defineEventHandler, getRouterParam, setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { REFRESHED_HEADER, SESSION_HEADER, formatRefreshed } from '../../core/refresh/announced'
import type { ServerContext } from '../context'
import { assertSameSite } from '../guard'
import type { AnswerHead, CancelSignal } from '../occ/upstream'
import { callOcc, readAnswer } from '../operations/occ-operation'
import { publicMaxAge } from '../operations/public-read'
import { readArguments } from '../operations/read-arguments'
import { sessionOperations } from '../operations/session-operations'
import { answerForEveryone } from '../session/access'
import type { Visit } from '../session/visit'
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
  try {
    return await answer(event, event.context.sapccServer(event), operation, client)
  }
  catch (error) {
    // Nobody is left to be told, or half of the answer is out: the connection was broken instead.
    if (client.aborted || event.node.res.headersSent) return
    return await answerWithError(event, error)
  }
}

async function answer(event: H3Event, context: ServerContext, operation: string, client: CancelSignal): Promise<unknown> {
  assertSameSite(event, context.publicOrigin)
  const maxAge = publicMaxAge(event, operation, context.config.api)
  if (maxAge !== undefined) answerForEveryone(event)
  const visit = context.visit(event)
  try {
    const read = readArguments(event, operation, context.config.api)
    const args = read instanceof Promise ? await read : read
    const ofSession = sessionOperations[operation]
    const result = ofSession && await ofSession(event, context, args)
    const ahead = ofSession ? undefined : visit.refreshAhead()
    if (ahead) await ahead
    const refresh = visit.ownRefresh()
    if (refresh) setResponseHeader(event, REFRESHED_HEADER, formatRefreshed(refresh))
    if (ofSession) return value(event, result)
    // A tab that takes itself for signed in learns that it is not: somebody has ended the session elsewhere.
    if (maxAge === undefined && !await visit.session()) setResponseHeader(event, SESSION_HEADER, 'none')
    const occ = await callOcc(event, context, operation, args, client)
    const caching = maxAge === undefined ? NOT_KEPT : `public, max-age=${maxAge}`
    // Headers go out with the first byte of the body.
    const committing = visit.commit()
    if (committing) await committing
    const { response } = occ
    if (occ.operation.result === 'head') return value(event, await readAnswer(occ), caching)
    if (occ.operation.result === 'none' || response.status === 204) {
      await response.discard()
      return value(event, undefined, caching)
    }
    const headers: AnswerHead['headers'] = { 'cache-control': caching, 'content-type': response.header('content-type') ?? 'application/json' }
    const length = response.header('content-length')
    if (length !== undefined) headers['content-length'] = length
    await sendAnswer(event, response, { status: 200, headers })
  }
  catch (error) {
    // Which tokens were found expired: whoever asks for a refresh names them, and gets none if it has happened since.
    const generation = await knownGeneration(visit)
    if (generation !== undefined) setResponseHeader(event, 'sapcc-generation', String(generation))
    throw error
  }
  finally {
    if (!event.node.res.headersSent) await visit.commit()
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

/** The answer of the one visitor, for nobody else. */
const NOT_KEPT = 'no-store'

/** @returns what h3 makes the body of; `null` becomes none. */
function value(event: H3Event, result: unknown, caching = NOT_KEPT): unknown {
  setResponseHeader(event, 'cache-control', caching)
  setResponseStatus(event, result === undefined ? 204 : 200)
  return result ?? null
}
