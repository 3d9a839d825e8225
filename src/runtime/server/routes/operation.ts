import { defineRoute } from '#sapcc/platform'

/**
 * `POST /api/sapcc/{operation}` with a JSON array of arguments, and
 * `GET …?body=` for reads: the wire format of Alokai's middleware. Uploads come
 * as a form.
 */
export default defineRoute((request, app) => app.method(request, request.routeParameter('operation')))
