import { defineEventHandler, getRouterParam, setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { REFRESHED_HEADER, SESSION_HEADER, formatRefreshed } from '../../core/refresh/announced'
import type { ServerContext } from '../context'
import { assertSameSite } from '../guard'
import type { CancelSignal } from '../occ/upstream'
import { callOcc, readAnswer } from '../operations/occ-operation'
import { publicMaxAge } from '../operations/public-read'
import { readArguments } from '../operations/read-arguments'
import { sessionOperations } from '../operations/session-operations'
import { answerForEveryone } from '../session/access'
import { sendBody, watchClient } from '#sapcc/upstream'
import { answerWithError } from './answer-error'

/**
 * `POST /api/sapcc/{operation}` with a JSON array of arguments, and
 * `GET …?body=` for reads: the wire format of Alokai's middleware. Uploads come
 * as a form.
 */
export default defineEventHandler(async (event) => {
  setResponseHeader(event, 'cache-control', 'no-store')
  const client = watchClient(event)
  try {
    const context = event.context.sapccServer(event)
    return await answer(event, context, getRouterParam(event, 'operation') ?? '', client)
  }
  catch (error) {
    // Nobody is left to be told, or half of the answer is out: the connection was broken instead.
    if (client.aborted || event.node.res.headersSent) return
    return answerWithError(event, error)
  }
})

async function answer(event: H3Event, context: ServerContext, operation: string, client: CancelSignal): Promise<unknown> {
  assertSameSite(event, context.config)
  const maxAge = publicMaxAge(event, operation, context.config.api)
  if (maxAge !== undefined) answerForEveryone(event)
  const visit = context.visit(event)
  try {
    const args = await readArguments(event, operation, context.config.api)
    const ofSession = sessionOperations[operation]
    const result = await ofSession?.(event, context, args)
    if (!ofSession) await visit.refreshAhead()
    const refresh = visit.ownRefresh()
    if (refresh) setResponseHeader(event, REFRESHED_HEADER, formatRefreshed(refresh))
    if (ofSession) return result ?? noContent(event)
    // A tab that takes itself for signed in learns that it is not: somebody has ended the session elsewhere.
    if (maxAge === undefined && !await visit.session()) setResponseHeader(event, SESSION_HEADER, 'none')
    const occ = await callOcc(event, context, operation, args, client)
    if (maxAge !== undefined) setResponseHeader(event, 'cache-control', `public, max-age=${maxAge}`)
    // Headers go out with the first byte of the body.
    await visit.commit()
    if (occ.operation.result === 'head') return await readAnswer(occ)
    if (occ.operation.result === 'none' || occ.response.status === 204) {
      await occ.response.discard()
      return noContent(event)
    }
    setResponseStatus(event, 200)
    setResponseHeader(event, 'content-type', occ.response.header('content-type') ?? 'application/json')
    const length = occ.response.header('content-length')
    if (length !== undefined) setResponseHeader(event, 'content-length', Number(length))
    await sendBody(event, occ.response)
  }
  catch (error) {
    // Which tokens were found expired: whoever asks for a refresh names them, and gets none if it has happened since.
    const generation = (await visit.session().catch(() => undefined))?.generation
    if (generation !== undefined) setResponseHeader(event, 'sapcc-generation', String(generation))
    throw error
  }
  finally {
    if (!event.node.res.headersSent) await visit.commit()
  }
}

function noContent(event: H3Event): null {
  setResponseStatus(event, 204)
  return null
}
