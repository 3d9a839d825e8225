import { isRecord } from '../../runtime/sdk/errors'
import type { DocumentNode } from './document-node'

/**
 * What an operation's path gets in front so that it starts below the root of
 * OCC (`runtimeConfig.sapcc.api.uri`), from the address the document names as
 * its server. Documents differ: the paths of some start with `/{baseSiteId}`,
 * others have that in the server's address. Host and version are the
 * configuration's business, whatever the document says.
 *
 * @param owners what may name servers, the most specific first: operation, path, document.
 * @example
 * serverPrefix([{ servers: [{ url: 'https://host/occ/v2' }] }]) // ''
 * serverPrefix([{ servers: [{ url: '/occ/v2/{baseSiteId}' }] }]) // '/{baseSiteId}'
 * serverPrefix([{ servers: [{ url: '/occ/v2/toys' }] }]) // '/{baseSiteId}': whichever is configured
 */
export function serverPrefix(owners: readonly (DocumentNode | undefined)[]): string {
  const path = serverPath(serverOf(owners))
  const site = /\/\{baseSiteId\}.*$/.exec(path)
  if (site) return site[0]
  return /(?:^|\/)occ\/v\d+\/[^/]+$/.test(path) ? '/{baseSiteId}' : ''
}

/**
 * The root of an API that lies beside OCC on the same host, as SAP's assisted service does.
 *
 * @param owners as for {@link serverPrefix}.
 * @returns `undefined` for OCC's own root, whatever it is called there.
 * @example
 * serverRoot([{ servers: [{ url: 'https://host/assistedservicewebservices' }] }]) // '/assistedservicewebservices'
 */
export function serverRoot(owners: readonly (DocumentNode | undefined)[]): string | undefined {
  const path = serverPath(serverOf(owners)).replace(/\/\{baseSiteId\}.*$/, '')
  // OCC's is `occ/v2`, and `rest/v2` before; its version or base site may be all that a document has of it.
  if (!/^(?:\/[\w.-]+)+$/.test(path) || /\/(?:occ|rest)\/v\d+(?:\/[^/]+)?$/.test(path) || /^\/(?:occ|rest|v\d+)$/.test(path)) return undefined
  return path
}

function serverOf(owners: readonly (DocumentNode | undefined)[]): unknown {
  return owners.map(owner => owner?.servers).find((servers): servers is unknown[] => Array.isArray(servers) && servers.length > 0)?.[0]
}

/**
 * A path whose parameters are names only. Documents that are made of Spring's
 * mappings have patterns in them: `{productCode:.+}`, `{id:\\d{3}}`.
 */
export function withoutPatterns(path: string): string {
  let plain = ''
  let depth = 0
  let isPattern = false
  for (const character of path) {
    if (character === '{') depth++
    if (character === '}') depth--
    if (depth === 1 && character === ':') isPattern = true
    if (depth === 0) isPattern = false
    if (!isPattern) plain += character
  }
  return plain
}

/** A path of the document as the table has it: below the root of OCC. */
export function operationPath(prefix: string, path: string): string {
  const belowRoot = path.replace(/^\/occ\/v\d+(?=\/)/, '')
  // Some documents have the base site in both.
  return prefix !== '' && belowRoot.startsWith(`${prefix}/`) ? belowRoot : prefix + belowRoot
}

/** Whether a path, once its parameters are filled in, is sent as it stands. */
export function isSendablePath(path: string): boolean {
  const filled = path.replace(/\{[^{}]+\}/g, 'x')
  const address = `https://host${filled}`
  return filled.startsWith('/') && !/[{}]/.test(filled) && URL.canParse(address) && new URL(address).href === address && !/[?#]/.test(filled)
}

/** The path of a server's address, its variables but for the base site filled in, without a slash at its end. */
function serverPath(server: unknown): string {
  if (!isRecord(server) || typeof server.url !== 'string') return ''
  const variables = isRecord(server.variables) ? server.variables : {}
  return server.url
    .replace(/\{([^{}]+)\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined
      return name !== 'baseSiteId' && isRecord(variable) && typeof variable.default === 'string' ? variable.default : whole
    })
    .replace(/^(?:[a-z][a-z\d+.-]*:)?\/\/[^/]*/i, '')
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '')
}
