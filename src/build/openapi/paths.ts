import { isRecord } from '../../runtime/sdk/errors'
import type { DocumentNode } from './document-node'

/**
 * The prefix that makes an operation's path relative to the root of OCC
 * (`runtimeConfig.sapcc.api.uri`), from the document's server URL. In some
 * documents the paths start with `/{baseSiteId}`, in others the server URL ends
 * with it. Host and version in the URL are ignored: they are configured.
 *
 * @param owners nodes that may have `servers`, the most specific first: operation, path item, document.
 * @example
 * serverPrefix([{ servers: [{ url: 'https://host/occ/v2' }] }]) // ''
 * serverPrefix([{ servers: [{ url: '/occ/v2/{baseSiteId}' }] }]) // '/{baseSiteId}'
 * serverPrefix([{ servers: [{ url: '/occ/v2/toys' }] }]) // '/{baseSiteId}': calls name the base site, not the document
 */
export function serverPrefix(owners: readonly (DocumentNode | undefined)[]): string {
  const path = serverPath(serverOf(owners))
  const site = /\/\{baseSiteId\}.*$/.exec(path)
  if (site) return site[0]
  return /(?:^|\/)occ\/v\d+\/[^/]+$/.test(path) ? '/{baseSiteId}' : ''
}

/**
 * The root path of an API beside OCC on the same host, such as SAP's assisted service.
 *
 * @param owners as for {@link serverPrefix}.
 * @returns `undefined` for OCC's own root, in any of its spellings.
 * @example
 * serverRoot([{ servers: [{ url: 'https://host/assistedservicewebservices' }] }]) // '/assistedservicewebservices'
 */
export function serverRoot(owners: readonly (DocumentNode | undefined)[]): string | undefined {
  const path = serverPath(serverOf(owners)).replace(/\/\{baseSiteId\}.*$/, '')
  // OCC's root is `/occ/v2`, in old versions `/rest/v2`, and may be followed by a base site. Some documents have only its first or last part.
  if (!/^(?:\/[\w.-]+)+$/.test(path) || /\/(?:occ|rest)\/v\d+(?:\/[^/]+)?$/.test(path) || /^\/(?:occ|rest|v\d+)$/.test(path)) return undefined
  return path
}

function serverOf(owners: readonly (DocumentNode | undefined)[]): unknown {
  return owners.map(owner => owner?.servers).find((servers): servers is unknown[] => Array.isArray(servers) && servers.length > 0)?.[0]
}

/**
 * Removes patterns from the parameters of a path. Documents that are generated from
 * Spring's mappings contain them: `{productCode:.+}`, `{id:\\d{3}}`.
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

/** Converts a path of the document to one relative to the root of OCC, as in the table. */
export function operationPath(prefix: string, path: string): string {
  const belowRoot = path.replace(/^\/occ\/v\d+(?=\/)/, '')
  // Some documents have the base site both in the server URL and in the path.
  return prefix !== '' && belowRoot.startsWith(`${prefix}/`) ? belowRoot : prefix + belowRoot
}

/** Whether a path, once its parameters are filled in, can be part of a URL without being changed by the URL parser. */
export function isSendablePath(path: string): boolean {
  const filled = path.replace(/\{[^{}]+\}/g, 'x')
  const address = `https://host${filled}`
  return filled.startsWith('/') && !/[{}]/.test(filled) && URL.canParse(address) && new URL(address).href === address && !/[?#]/.test(filled)
}

/** The path of a server URL, without a trailing slash. Variables other than `baseSiteId` are replaced by their defaults. */
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
