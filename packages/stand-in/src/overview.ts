import { CLIENTS } from './auth/clients.ts'
import { AUTH_PREFIX } from './auth/context.ts'
import { CONTROL_PREFIX } from './control/server.ts'
import { OCC_PREFIX } from './occ/server.ts'
import type { SapSettings } from './options.ts'

/** The page at `GET /`: where everything is, and how to sign in. */
export function overview(url: string, settings: SapSettings): object {
  return {
    standIn: `SAP Commerce ${settings.generation}: access tokens live ${settings.accessTokenTtl} s, refresh tokens ${settings.refreshTokenTtl} s`,
    occ: `${url}${OCC_PREFIX}/electronics/products/search?query=camera`,
    authorizationServer: `${url}${AUTH_PREFIX}`,
    controls: ['health', 'stats', 'ledger', 'requests', 'faults'].map(name => `${url}${CONTROL_PREFIX}/${name}`),
    users: { 'jane@example.com': 'Password1!', 'john@example.com': 'Password1!' },
    clients: { [CLIENTS.confidential.id]: CLIENTS.confidential.secret, [CLIENTS.public.id]: null },
  }
}
