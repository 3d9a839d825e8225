import type { ClientMetadata } from 'oidc-provider'
import type { Generation } from '../options.ts'

/** Names of the storefront's two OAuth clients; the confidential one also has a secret. */
export const CLIENTS = {
  confidential: { id: 'storefront', secret: 'storefront-secret' },
  public: { id: 'storefront_public' },
} as const

/** Both clients as the library wants them registered. */
export function clientMetadata(generation: Generation): ClientMetadata[] {
  const grantTypes = generation === 'legacy'
    ? ['authorization_code', 'refresh_token', 'password']
    : ['authorization_code', 'refresh_token']
  const common: Omit<ClientMetadata, 'client_id'> = {
    // The library's schema requires one. `isRedirectUriAllowed` decides which URIs are allowed.
    redirect_uris: ['https://storefront.example/api/sapcc/auth/callback'],
    response_types: ['code'],
    application_type: 'web',
  }
  return [
    {
      ...common,
      client_id: CLIENTS.confidential.id,
      client_secret: CLIENTS.confidential.secret,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [...grantTypes, 'client_credentials'],
    },
    {
      ...common,
      client_id: CLIENTS.public.id,
      token_endpoint_auth_method: 'none',
      grant_types: grantTypes,
    },
  ]
}

const MODULE_CALLBACK = /^(?:http:\/\/(?:(?:[\w-]+\.)*localhost|127\.0\.0\.1|\[::1\])(?::\d+)?|https:\/\/[^/?#@\\]+)(?:\/[^?#\\]+)?\/auth\/callback$/

/**
 * Whether the authorization server may send a code to `uri`. A real SAP compares byte for byte with what an
 * administrator entered; the stand-in has "entered" the module's callback on every https host and every port of this
 * machine, also by the names below `localhost`, and beside it only what `extra` lists. A trailing slash, a query or a
 * fragment is a different URI.
 */
export function isRedirectUriAllowed(uri: string, extra: readonly string[]): boolean {
  return extra.includes(uri) || MODULE_CALLBACK.test(uri)
}
