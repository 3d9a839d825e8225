import { readAll, startRecorder } from '../../harness/recorder.ts'

/** One request to the token endpoint. */
export interface TokenExchange {
  grant: string
  status: number
  /** The tokens of a success. */
  accessToken?: string
  refreshToken?: string
}

/** Relays requests to Spring's token endpoint and records them. */
export interface TokenEndpoint {
  url: string
  exchanges: TokenExchange[]
  /** The successful ones of a grant type. */
  of: (grant: string) => TokenExchange[]
  /** The access token that was issued last, whatever was cleared since. */
  newest: () => string
  stop: () => Promise<void>
}

/** @param target the token endpoint itself. */
export async function startTokenEndpoint(target: string): Promise<TokenEndpoint> {
  const exchanges: TokenExchange[] = []
  const recorder = await startRecorder()
  let newest = ''
  recorder.answer(async (request, response) => {
    const body = (await readAll(request)).toString()
    const { authorization, accept = '*/*' } = request.headers
    const answer = await fetch(target, { method: 'POST', body, redirect: 'manual', headers: { 'content-type': 'application/x-www-form-urlencoded', accept, ...(authorization === undefined ? {} : { authorization }) } })
    const text = await answer.text()
    const { access_token: accessToken, refresh_token: refreshToken } = (answer.ok ? JSON.parse(text) : {}) as Record<string, string | undefined>
    newest = accessToken ?? newest
    exchanges.push({
      grant: new URLSearchParams(body).get('grant_type') ?? '',
      status: answer.status,
      ...(accessToken === undefined ? {} : { accessToken }),
      ...(refreshToken === undefined ? {} : { refreshToken }),
    })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'application/octet-stream' }).end(text)
  })
  return {
    url: `${recorder.url}/oauth/token`,
    exchanges,
    of: grant => exchanges.filter(exchange => exchange.grant === grant && exchange.status === 200),
    newest: () => newest,
    stop: recorder.stop,
  }
}
