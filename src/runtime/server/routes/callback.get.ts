import { defineRoute } from '#sapcc/platform'

/**
 * `GET /api/sapcc/auth/callback`: the browser comes back from the authorization
 * server.
 */
export default defineRoute((request, app) => app.callback(request))
