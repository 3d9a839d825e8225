import { defineRoute } from '#sapcc/platform'

/**
 * `POST /api/sapcc/cache/purge`: a back-office job of SAP's, or a webhook, says
 * that products or contents have changed. Needs `cache.purgeSecret`.
 */
export default defineRoute((request, app) => app.purge(request))
