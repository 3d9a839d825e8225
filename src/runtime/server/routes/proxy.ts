import { defineRoute } from '#sapcc/platform'

/**
 * `/api/occ/**`: everything that OCC has and that is no operation, streamed both ways
 * with the visitor's token. `/api/occ/{baseSiteId}/…` is `{api.uri}/{baseSiteId}/…`.
 */
export default defineRoute((request, app) => app.proxy(request, request.routeBase))
