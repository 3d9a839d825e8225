import type { IncomingMessage, ServerResponse } from 'node:http'
import { isForeignOrigin, sendForbiddenOrigin, type AuthServer } from './auth/server.ts'
import type { RequestLog } from './control/request-log.ts'
import { readBody, sendEmpty, sendJson } from './http.ts'
import { forbidden, missingParameter, OccError, unauthorized, unknownIdentifier, unknownResource } from './occ/errors.ts'
import type { SapSettings } from './options.ts'
import type { Customer } from './shop/customers.ts'
import { addToCart } from './shop/carts.ts'
import type { Shop } from './shop/shop.ts'
import { SITES } from './shop/site.ts'

/** Path of SAP's assisted service, beside OCC. */
export const ASSISTED_SERVICE_PREFIX = '/assistedservicewebservices'

/** What the assisted service needs from the rest of the stand-in. */
export interface AssistedServiceContext {
  settings: SapSettings
  shop: Shop
  auth: Pick<AuthServer, 'authenticateBearer'>
  log: RequestLog
}

interface Page { currentPage: number, pageSize: number, totalPages: number, totalResults: number }

const LISTS = [{ uid: 'recent', name: 'Recent sessions' }]

/** What a support agent does for customers: finds them, and gives them carts. Only agents may; see `Customer.isAgent`. */
export function createAssistedService({ settings, shop, auth, log }: AssistedServiceContext): (req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams) => Promise<void> {
  async function agentOf(req: IncomingMessage): Promise<Customer> {
    const { authorization } = req.headers
    if (authorization === undefined) throw unauthorized()
    const record = await auth.authenticateBearer(authorization)
    if (!record) throw new OccError(401, { type: settings.generation === 'legacy' ? 'InvalidTokenError' : 'InvalidBearerTokenError', message: 'Access token expired' })
    const user = record.accountId === undefined ? undefined : shop.customers.byId(record.accountId)
    if (!user?.isAgent) throw forbidden()
    return user
  }

  function search(query: URLSearchParams): { entries: object[], pagination: Page } {
    const text = (query.get('query') ?? '').toLowerCase()
    const [currentPage, pageSize] = [Number(query.get('currentPage') ?? 0), Number(query.get('pageSize') ?? 20)]
    const found = shop.customers.all().filter(({ isAgent, uid, firstName, lastName, customerId }) => !isAgent && `${uid} ${firstName} ${lastName} ${customerId}`.toLowerCase().includes(text))
    found.sort((one, other) => one.firstName.localeCompare(other.firstName))
    const entries = found.slice(currentPage * pageSize, (currentPage + 1) * pageSize).map(({ uid, customerId, firstName, lastName }) => ({ uid, customerId, firstName, lastName, name: `${firstName} ${lastName}` }))
    return { entries, pagination: { currentPage, pageSize, totalPages: Math.ceil(found.length / pageSize), totalResults: found.length } }
  }

  function bindCart(site: string, form: URLSearchParams): void {
    const cart = shop.carts.byGuid(form.get('cartId') ?? '')
    const customerId = form.get('customerId') ?? ''
    const customer = shop.customers.byId(customerId) ?? shop.customers.byUid(customerId)
    if (!customer || customer.isAgent) throw unknownIdentifier(`Cannot find user with propertyValue '${customerId}'`)
    if (!cart || cart.site !== site || cart.owner !== undefined) throw new OccError(400, { type: 'CartError', reason: 'notFound', message: 'Cart not found or not anonymous' })
    const target = shop.carts.of(customer, site).find(({ saved }) => !saved) ?? shop.carts.create(site, customer)
    for (const { productCode, quantity, comment } of cart.entries) addToCart(target, productCode, quantity, shop.product(productCode, site)?.stock ?? 0, comment)
    shop.carts.remove(cart)
  }

  return async (req, res, path, query) => {
    const entry = log.add(req, `${ASSISTED_SERVICE_PREFIX}${path}`, query)
    res.once('close', () => {
      entry.status = res.statusCode
    })
    if (isForeignOrigin(req, settings.allowedOrigins)) return sendForbiddenOrigin(res)
    try {
      entry.user = (await agentOf(req)).uid
      const site = query.get('baseSite')
      if (!site) throw missingParameter('baseSite')
      if (!SITES.includes(site)) throw new OccError(400, { type: 'UnknownIdentifierError', message: `Base site ${site} doesn't exist` })
      switch (`${req.method} ${path}`) {
        case 'GET /customers/search': return sendJson(res, 200, search(query))
        case 'GET /customerlists': return sendJson(res, 200, { userGroups: LISTS })
        case 'POST /bind-cart': {
          if (!/^application\/x-www-form-urlencoded\b/.test(req.headers['content-type'] ?? '')) throw new OccError(415, { type: 'HttpMediaTypeNotSupportedError', message: 'Content type not supported' })
          bindCart(site, new URLSearchParams((await readBody(req)).toString()))
          return sendEmpty(res, 200)
        }
      }
      throw unknownResource(path)
    }
    catch (error) {
      if (!(error instanceof OccError)) throw error
      sendJson(res, error.status, { errors: error.items })
    }
  }
}
