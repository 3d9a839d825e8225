import { defineRoute } from '#sapcc/platform'

/**
 * `GET /api/sapcc/auth/logout`: sends the browser to the authorization server,
 * to end its session there (OpenID Connect RP-Initiated Logout 1.0), and takes
 * it back.
 */
export default defineRoute((request, app) => app.logout(request))
