import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { Client } from '../harness/client.ts'
import type { JarFetchInit } from '../harness/cookie-jar.ts'
import { rawRequest } from '../harness/raw-request.ts'
import type { Shop } from '../harness/shop.ts'
import type { Random } from './random.ts'

/** Requests under way at once. */
const CONCURRENCY = 16

/** Visitors who are signed in at a time; older ones never come back. */
const SIGNED_IN = 50

const JSON_TYPE = { 'content-type': 'application/json' }

/** The header by which the server knows a client's address (`signIn.addressHeader`). */
export const ADDRESS_HEADER = 'x-forwarded-for'

/** The server's limits, low enough for the load to reach each of them. */
export const LIMITS = { attemptsPerUser: 10, attemptsPerAddress: 20, anonymousCallsPerAddress: 50, callsPerSession: 4, waitingCallsPerSession: 4, bodyLimit: 100_000, uploadLimit: 200_000 } as const

/** Other ways to try passwords and codes, or to have messages sent, by the limit that they run into. */
export const OTHER_WAYS = { requestsOfCodes: 'attemptsPerUser', guessesOfCodes: 'attemptsPerUser', requestsOfResets: 'attemptsPerUser', guessesOfResets: 'attemptsPerAddress', guessesAtPasswordChange: 'attemptsPerUser' } as const satisfies Record<string, keyof typeof LIMITS>

type OtherWay = keyof typeof OTHER_WAYS

/** What an attack ran into. */
export type Limit = keyof typeof LIMITS | OtherWay

/** A client with an address of its own. */
class Visitor extends Client {
  readonly #address: string

  constructor(url: string, address: string) {
    super(url)
    this.#address = address
  }

  override fetch(path: string, init: JarFetchInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    headers.set(ADDRESS_HEADER, this.#address)
    return super.fetch(path, { ...init, headers })
  }
}

/** Every kind of costly or hostile request, as many as wanted, against one process. */
export class HostileLoad {
  readonly #shop: Shop
  readonly #random: Random
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY })
  readonly #statuses = new Map<number, number>()
  readonly #visitors: Client[] = []
  readonly #reached = new Map<Limit, number>()
  /** Cookies as the shop sets them, whatever their names: of a customer, and of a visitor with a cart. */
  #cookies: [name: string, value: string][] = []

  constructor(shop: Shop, random: Random) {
    this.#shop = shop
    this.#random = random
  }

  /** Answers by status, e.g. `200: 310, 400: 120`; 0 stands for requests that the client aborted. */
  summary(): string {
    return [...this.#statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`).join(', ')
  }

  /** How often attacks have run into each limit, e.g. `attemptsPerUser: 3`. */
  reached(): Readonly<Partial<Record<Limit, number>>> {
    return Object.fromEntries(this.#reached)
  }

  /** @param count of requests, or of visits and attacks that are several. */
  async run(count: number): Promise<void> {
    if (this.#cookies.length === 0) this.#cookies = await this.#collectCookies()
    let left = count
    await Promise.all(Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) this.#count(await this.#once())
    }))
  }

  /** Closes all connections, and waits until everything with a lifetime has expired. */
  async settle(): Promise<void> {
    this.#visitors.length = 0
    this.#agent.destroy()
    await new Promise(resolve => setTimeout(resolve, 3000))
  }

  #count(status: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
  }

  async #once(): Promise<number> {
    const attacks = [
      () => this.#get('/', { cookie: this.#forged(() => this.#text(200)) }),
      () => this.#get('/account', { cookie: this.#forged(() => `1.${this.#text(3800)}`) }),
      () => this.#post('getUser', '[{}]', { ...JSON_TYPE, cookie: this.#forged(value => value.slice(0, -20) + this.#text(20)) }),
      () => this.#post('getUser', `[{"a":${'['.repeat(500)}${']'.repeat(500)}}]`, JSON_TYPE),
      () => this.#post('getUser', this.#text(100), JSON_TYPE),
      () => this.#post('getUser', '[]', { 'content-type': 'text/plain' }),
      () => this.#limited('bodyLimit', 413, this.#post('createProductReview', `[{"productCode":"1","review":{"comment":"${'x'.repeat(LIMITS.bodyLimit)}"}}]`, JSON_TYPE)),
      () => this.#post('getProducts', JSON.stringify([{ query: this.#text(20) }]), JSON_TYPE),
      () => this.#post(this.#text(30), '[]', JSON_TYPE),
      () => this.#post('getProduct', JSON.stringify([{ productCode: this.#text(200) }]), JSON_TYPE),
      () => this.#post('signUserIn', JSON.stringify([{ username: `${this.#text(10)}@example.com`, password: this.#text(20) }]), JSON_TYPE),
      () => this.#get(`/api/sapcc/auth/login?returnTo=/${this.#text(50)}`),
      () => this.#get(`/api/sapcc/auth/callback?state=${this.#text(40)}&code=${this.#text(40)}`),
      () => this.#get(`/api/occ/electronics/products/${this.#text(100)}`),
      () => this.#get(`/api/occ/${this.#text(20)}/%2e%2e/x`),
      () => this.#get(`/${this.#text(30)}`),
      () => this.#get('/api/sapcc/getUser', { 'sec-fetch-site': 'cross-site' }),
      () => this.#abort('POST', '/api/sapcc/getUser', 1000),
      () => this.#abort('GET', '/account', 0),
      () => this.#abort('POST', '/api/occ/electronics/users/anonymous/carts', 100_000),
      () => this.#visit(),
      () => this.#visit(),
      () => this.#reachLimit(),
    ]
    // A connection that the server ends is an answer, too.
    return await this.#random.pick(attacks)().catch(() => 0)
  }

  /** One of the attacks that are many requests each. Seldom, so that the others have their share. */
  async #reachLimit(): Promise<number> {
    if (!this.#random.chance(0.4)) return await this.#upload()
    return await this.#random.pick([
      () => this.#guess(),
      () => this.#guessFromOneAddress(),
      () => this.#flood(),
      () => this.#burst(),
      () => this.#requestCodes(),
      () => this.#guessCode(),
      () => this.#requestResets(),
      () => this.#guessResets(),
      () => this.#guessAtPasswordChange(),
    ])()
  }

  /** Notes that a limit was reached when it was. */
  async #limited(limit: Limit, status: number, answer: Promise<number>): Promise<number> {
    const answered = await answer
    if (answered === status) this.#reached.set(limit, (this.#reached.get(limit) ?? 0) + 1)
    return answered
  }

  async #upload(): Promise<number> {
    const form = new FormData()
    form.set('args', JSON.stringify([{ ticketId: '1', eventCode: '2' }]))
    form.set('ticketEventAttachment', new File([new Uint8Array(LIMITS.uploadLimit)], 'a.bin'))
    const visitor = new Visitor(this.#shop.app.url, this.#address())
    return await this.#limited('uploadLimit', 413, visitor.fetch('/api/sapcc/createTicketEventAttachment', { method: 'POST', body: form }).then(statusOf))
  }

  /** Passwords of one customer, from everywhere. */
  #guess(): Promise<number> {
    const username = `${this.#text(10)}@example.com`
    return this.#untilRefused('attemptsPerUser', () => this.#signIn(username, this.#address()))
  }

  /** One password of many customers, from one place. */
  #guessFromOneAddress(): Promise<number> {
    const address = this.#address()
    return this.#untilRefused('attemptsPerAddress', () => this.#signIn(`${this.#text(10)}@example.com`, address))
  }

  /** One-time codes for one customer, from everywhere: with the right password, each sends a message. */
  #requestCodes(): Promise<number> {
    const [loginId, password] = this.#random.chance(0.5) ? ['jane@example.com', 'Password1!'] : [`${this.#text(10)}@example.com`, this.#text(20)]
    return this.#untilRefused('requestsOfCodes', () => this.#call('createVerificationToken', { createVerificationTokenInput: { purpose: 'LOGIN', loginId, password } }))
  }

  /** Codes for one id, from everywhere. */
  #guessCode(): Promise<number> {
    const tokenId = `LOGIN[${this.#text(30)}]`
    return this.#untilRefused('guessesOfCodes', () => this.#call('signUserIn', { tokenId, tokenCode: String(this.#random.integer(100_000, 999_999)) }))
  }

  /** Mails with a link to a new password for one customer, from everywhere. */
  #requestResets(): Promise<number> {
    const userId = this.#random.chance(0.5) ? 'jane@example.com' : `${this.#text(10)}@example.com`
    return this.#untilRefused('requestsOfResets', () => this.#call('doRestorePassword', { userId }))
  }

  /** Codes of such links, from one place. */
  #guessResets(): Promise<number> {
    const address = this.#address()
    return this.#untilRefused('guessesOfResets', () => this.#call('doResetPassword', { resetPassword: { token: this.#text(100), newPassword: 'Another1!' } }, address))
  }

  /** The password of a customer whose session was stolen, from everywhere. */
  async #guessAtPasswordChange(): Promise<number> {
    const visitor = new Visitor(this.#shop.app.url, this.#address())
    await visitor.signIn('john@example.com')
    return await this.#untilRefused('guessesAtPasswordChange', () => visitor.request('changeUserPassword', [{ userId: 'current', replacePasswordInput: { oldPassword: this.#text(20), newPassword: 'Another1!' } }]).then(statusOf))
  }

  /** More calls of one visitor than a minute has. */
  #flood(): Promise<number> {
    const visitor = new Visitor(this.#shop.app.url, this.#address())
    return this.#untilRefused('anonymousCallsPerAddress', () => visitor.request('getProduct', [{ productCode: '1934793' }]).then(statusOf))
  }

  /** More calls of one session at once than SAP works on and the server keeps waiting. */
  async #burst(): Promise<number> {
    const visitor = new Visitor(this.#shop.app.url, this.#address())
    await visitor.signIn()
    const count = 2 * (LIMITS.callsPerSession + LIMITS.waitingCallsPerSession)
    const answers = await Promise.all(Array.from({ length: count }, () => visitor.request('getUser', [{}]).then(statusOf)))
    return await this.#limited('callsPerSession', 429, Promise.resolve(answers.includes(429) ? 429 : answers[0]!))
  }

  async #untilRefused(limit: Limit, send: () => Promise<number>): Promise<number> {
    let status = 0
    const most = limit in OTHER_WAYS ? LIMITS[OTHER_WAYS[limit as OtherWay]] : LIMITS[limit as keyof typeof LIMITS]
    for (let sent = 0; sent <= most && status !== 429; sent++) status = await send()
    return await this.#limited(limit, 429, Promise.resolve(status))
  }

  async #signIn(username: string, address: string): Promise<number> {
    return await this.#call('signUserIn', { username, password: this.#text(20) }, address)
  }

  async #call(operation: string, params: object, address = this.#address()): Promise<number> {
    return await this.#post(operation, JSON.stringify([params]), { ...JSON_TYPE, [ADDRESS_HEADER]: address })
  }

  /** A visitor signs in, or comes back with a token that SAP no longer takes, or signs out. */
  async #visit(): Promise<number> {
    if (this.#random.chance(0.05)) this.#shop.sap.expireAccessTokens()
    const known = this.#visitors.length > 0 && this.#random.chance(0.8) ? this.#random.pick(this.#visitors) : undefined
    if (!known) {
      const visitor = new Visitor(this.#shop.app.url, this.#address())
      const status = (await drained(await visitor.request('signUserIn', [{ username: 'jane@example.com', password: 'Password1!' }]))).status
      this.#visitors.push(visitor)
      if (this.#visitors.length > SIGNED_IN) this.#visitors.shift()
      return status
    }
    if (this.#random.chance(0.1)) return (await drained(await known.request('signUserOut'))).status
    if (this.#random.chance(0.2)) return (await known.page('/account-refreshing')).response.status
    const response = await drained(await known.request('getUser', [{}]))
    if (response.status === 401) await drained(await known.request('refreshUserToken'))
    return response.status
  }

  async #get(path: string, headers: Record<string, string> = {}): Promise<number> {
    return (await rawRequest(this.#shop.app.url, path, { headers: { [ADDRESS_HEADER]: this.#address(), ...headers }, agent: this.#agent })).status
  }

  async #post(operation: string, body: string, headers: Record<string, string>): Promise<number> {
    return (await rawRequest(this.#shop.app.url, `/api/sapcc/${operation}`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin', [ADDRESS_HEADER]: this.#address(), ...headers }, body, agent: this.#agent })).status
  }

  /** Announces a body and sends half of it, or does not wait for the answer. */
  async #abort(method: string, path: string, length: number): Promise<number> {
    const { hostname, port } = new URL(this.#shop.app.url)
    const headers = { 'sec-fetch-site': 'same-origin', [ADDRESS_HEADER]: this.#address(), ...(length > 0 ? { ...JSON_TYPE, 'content-length': String(length) } : {}) }
    const req = request({ hostname, port, path, method, headers, agent: false })
    req.on('error', () => {})
    if (length > 0) req.write('x'.repeat(length / 2))
    else req.end()
    await once(req, 'socket')
    await new Promise(resolve => setTimeout(resolve, this.#random.integer(0, 20)))
    req.destroy()
    return 0
  }

  async #collectCookies(): Promise<[name: string, value: string][]> {
    const [customer, visitor] = [new Client(this.#shop.app.url), new Client(this.#shop.app.url)]
    await customer.signIn()
    await visitor.call('createCart', {})
    return [customer, visitor].flatMap(({ jar }) => Object.entries(jar.snapshot()))
  }

  /** A `Cookie` header with the shop's own names, and up to three other values, so that it stays below Node's limit. */
  #forged(forge: (value: string) => string): string {
    const chosen = Array.from({ length: 3 }, () => this.#random.pick(this.#cookies))
    return chosen.map(([name, value]) => `${name}=${forge(value)}`).join('; ')
  }

  /** An address that none of the others has; nearly always. */
  #address(): string {
    return Array.from({ length: 4 }, () => this.#random.integer(1, 254)).join('.')
  }

  /** Random letters and digits. */
  #text(length: number): string {
    return Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[this.#random.integer(0, 61)]).join('')
  }
}

async function statusOf(response: Response): Promise<number> {
  return (await drained(response)).status
}

/** Reads a body to its end, so that the connection is free again. */
async function drained(response: Response): Promise<Response> {
  await response.arrayBuffer()
  return response
}
