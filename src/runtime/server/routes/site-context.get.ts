import { defineRoute } from '#sapcc/platform'

/** `GET /api/sapcc/site/context`: base site, language and currency of the visitor's calls, for pages that were not rendered by this server. */
export default defineRoute((request, app) => app.siteContext(request))
