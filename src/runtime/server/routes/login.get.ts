import { defineRoute } from '#sapcc/platform'

/**
 * `GET /api/sapcc/auth/login?returnTo=/account`: sends the browser to the
 * authorization server's login page (RFC 6749, section 4.1; RFC 7636 with S256).
 */
export default defineRoute((request, app) => app.login(request))
