import { startRecorder } from '../../harness/recorder.ts'
import type { RunningSpring } from './server.ts'

/** OCC as far as its resource server goes: every call has to have a token that the authorization server calls active. */
export interface Occ {
  url: string
  /** The tokens that calls came with, in order; empty for none. */
  tokens: string[]
  stop: () => Promise<void>
}

/** Starts one that answers every operation with the customer, or with SAP's 401. */
export async function startOcc({ isActive }: Pick<RunningSpring, 'isActive'>): Promise<Occ> {
  const tokens: string[] = []
  const recorder = await startRecorder()
  recorder.answer(async (request, response) => {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    tokens.push(token)
    const error = token === ''
      ? { type: 'InsufficientAuthenticationError', message: 'Full authentication is required to access this resource' }
      : await isActive(token) ? undefined : { type: 'InvalidBearerTokenError', message: 'An error occurred while attempting to decode the Jwt' }
    response.writeHead(error ? 401 : 200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(error ? { errors: [error] } : { uid: subjectOf(token) }))
  })
  return { url: `${recorder.url}/occ/v2`, tokens, stop: recorder.stop }
}

/** The claim `sub` of a JWT: a customer's name, or a client's id. */
function subjectOf(token: string): unknown {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub?: unknown }
  return claims.sub
}
