import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody, sendJson } from '../http.ts'
import { parseFaults, type Fault } from './faults.ts'
import type { Ledger } from './ledger.ts'
import type { RequestLog } from './request-log.ts'
import type { SapStats } from './stats.ts'

/** The controls of the stand-in, the same by HTTP and by function. */
export interface Controls {
  stats: () => SapStats
  reset: () => void
  addFaults: (faults: readonly Fault[]) => void
  clearFaults: () => void
  listFaults: () => Fault[]
  expireAccessTokens: (user?: string) => number
  revokeSessions: () => void
  revokeCustomer: (user: string) => void
  sentCode: (tokenId: string) => string | undefined
  sentRestoreToken: (user: string) => string | undefined
  ledger: Ledger
  requests: RequestLog
  health: () => Record<string, unknown>
}

/** Path of the controls. */
export const CONTROL_PREFIX = '/__sap'

/** Handles a request below {@link CONTROL_PREFIX}; `path` is without it. */
export async function handleControl(controls: Controls, req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams): Promise<void> {
  const answer = (body: unknown, status = 200) => sendJson(res, status, body, { 'cache-control': 'no-store' })
  switch (`${req.method} ${path}`) {
    case 'GET /health':
      return answer(controls.health())
    case 'GET /stats':
      return answer(controls.stats())
    case 'POST /reset':
      controls.reset()
      return answer({ ok: true })
    case 'GET /faults':
      return answer(controls.listFaults())
    case 'POST /faults':
      try {
        controls.addFaults(parseFaults(JSON.parse((await readBody(req)).toString())))
      }
      catch (error) {
        return answer({ error: error instanceof Error ? error.message : 'not a fault' }, 400)
      }
      return answer(controls.listFaults())
    case 'DELETE /faults':
      controls.clearFaults()
      return answer([])
    case 'GET /ledger':
      return answer(controls.ledger.snapshot())
    case 'GET /requests':
      return answer(controls.requests.list(query.get('operationId') ?? undefined))
    case 'DELETE /requests':
      controls.requests.clear()
      return answer([])
    case 'POST /expire-access-tokens':
      return answer({ expired: controls.expireAccessTokens(query.get('user') ?? undefined) })
    case 'POST /revoke-sessions':
      if (query.has('user')) controls.revokeCustomer(query.get('user') ?? '')
      else controls.revokeSessions()
      return answer({ ok: true })
    case 'GET /sent-code':
      return answer({ code: controls.sentCode(query.get('tokenId') ?? '') ?? null })
    case 'GET /sent-restore-token':
      return answer({ token: controls.sentRestoreToken(query.get('user') ?? '') ?? null })
    default:
      return answer({ error: 'unknown control' }, 404)
  }
}
