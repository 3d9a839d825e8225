import type { ConfigProblem } from './config-error'
import { parseUrl } from '../../shared/parse-url'
import { variableName } from './setting'
import type { SapccConfig } from './types'

/**
 * Whether the origin that the configuration is for has the assisted service. Without `publicUrl`, which is possible in
 * development only ({@link assistedServiceProblems}), every request belongs to the one origin there is.
 */
export function isAssisted({ assistedService: { enabled, origin }, publicUrl }: Pick<SapccConfig, 'assistedService' | 'publicUrl'>): boolean {
  return enabled && (origin === undefined || publicUrl === undefined || isSameOrigin(origin, publicUrl))
}

/**
 * Whether calls may be about another user than the one who is signed in. Always `false` on a server with assisted service,
 * also at origins that do not offer it: agents can sign in at each of them, as customers do, and SAP lets them read and change
 * all customers. No listener would hear of a call with another customer's id than the chosen one's.
 */
export function allowsUserIds({ api, assistedService }: Pick<SapccConfig, 'api' | 'assistedService'>): boolean {
  return api.allowUserIds && !assistedService.enabled
}

/** An origin that a client must not be able to select by a header of its own, such as `Host`. */
export interface GuardedOrigin {
  origin: string
  /** What its proxy sends as the header `sapcc-proxy-secret`. */
  secret: string
}

/** The origin that only its proxy can reach; `undefined` where there is none. The same for all origins of a server. */
export function guardedOrigin({ assistedService: { enabled, origin, proxySecret } }: Pick<SapccConfig, 'assistedService'>): GuardedOrigin | undefined {
  return enabled && origin !== undefined && proxySecret !== undefined ? { origin, secret: proxySecret } : undefined
}

/**
 * Problems of `assistedService.origin`. Checked at start: an origin that is not in `publicUrl`, or that any client can
 * select, would otherwise be noticed too late.
 *
 * In development there may be no address to compare it with, and no proxy that could send a secret: browsers reach the
 * server directly, and those that can reach it are the developer's own.
 *
 * @param configs of each origin of the shop, in their order.
 */
export function assistedServiceProblems(configs: readonly SapccConfig[], { production }: { production: boolean }): ConfigProblem[] {
  const { enabled = false, origin, proxySecret } = configs[0]?.assistedService ?? {}
  if (!enabled || origin === undefined) return []
  if (!production && configs[0]?.publicUrl === undefined) return []
  const index = configs.findIndex(({ publicUrl }) => isSameOrigin(origin, publicUrl))
  const publicUrl = variableName('publicUrl')
  if (index === -1) return [{ variable: variableName('assistedService.origin'), problem: `is not in ${publicUrl}, so that no request would have the service.` }]
  if (configs.length === 1) return []
  return [
    ...(index === 0 ? [{ variable: variableName('assistedService.origin'), problem: `is the first one in ${publicUrl}, to which requests with an unknown host belong. Put another one first.` }] : []),
    ...(production && proxySecret === undefined ? [{ variable: variableName('assistedService.proxySecret'), problem: `is missing. ${publicUrl} has several origins, and a client can write the name of each into its requests. Set a random secret, and let the proxy in front of ${origin} alone send it as the header sapcc-proxy-secret.` }] : []),
  ]
}

function isSameOrigin(one: string, other: string | undefined): boolean {
  const origin = parseUrl(one)?.origin
  return origin !== undefined && other !== undefined && origin === parseUrl(other)?.origin
}
