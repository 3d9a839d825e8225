import { randomInt, randomUUID } from 'node:crypto'
import type { SentMail } from '../mail.ts'
import { countryOf, type Country } from './site.ts'

const MAX_CUSTOMERS = 5_000
const MAX_CODES = 1_000

/** Lifetime of a one-time code in seconds. */
export const CODE_TTL = 300

/** A one-time code that a customer was sent. */
interface SentCode { customerId: string, code: string, until: number }

/** Customers without addresses and orders, for tests that need many; their user names are like Jane's. */
const OTHERS = [
  ['Aiko', 'Tanaka'], ['Bruno', 'Costa'], ['Clara', 'Weiss'], ['David', 'Okafor'], ['Elena', 'Rossi'],
  ['Felix', 'Braun'], ['Grace', 'Lee'], ['Hugo', 'Martin'], ['Ines', 'Novak'], ['Kofi', 'Mensah'],
] as const

/** A postal address as OCC sends and takes it. */
export interface Address {
  id: string
  titleCode?: string
  firstName?: string
  lastName?: string
  line1?: string
  line2?: string
  town?: string
  postalCode?: string
  phone?: string
  country?: Country | undefined
  region?: { isocode: string, name?: string }
  defaultAddress?: boolean
  visibleInAddressBook?: boolean
}

export interface PaymentDetails {
  id: string
  accountHolderName?: string
  cardNumber?: string
  cardType?: { code: string, name?: string }
  expiryMonth?: string
  expiryYear?: string
  defaultPayment?: boolean
  saved?: boolean
  billingAddress?: Partial<Address>
}

export interface Consent { code: string, templateId: string, consentGivenDate: string, consentWithdrawnDate?: string }

export interface Ticket {
  id: string
  subject: string
  message: string
  categoryId: string
  statusId: string
  createdAt: string
  modifiedAt: string
  events: { code: string, message: string, author: string, createdAt: string, attachments: Attachment[] }[]
}

/** An uploaded file, of which only the size and hash are kept. */
export interface Attachment { id: string, filename: string, size: number, sha256: string }

/** A registered customer with everything that is theirs except for carts and orders. */
export interface Customer {
  /** The subject of tokens; does not change with the login name. */
  customerId: string
  /** A support agent, who has no data of a customer's and acts for customers. */
  isAgent?: boolean
  /** Login name: an email address. */
  uid: string
  password: string
  firstName: string
  lastName: string
  titleCode?: string
  language: string
  currency: string
  addresses: Address[]
  payments: PaymentDetails[]
  consents: Consent[]
  tickets: Ticket[]
  interests: { productCode: string, notificationType: string, dateAdded: string }[]
  notificationChannels: Record<string, boolean>
}

/** All customers, found by id or by login name. */
export class Customers {
  readonly #byId = new Map<string, Customer>()
  readonly #codes = new Map<string, SentCode>()
  /** The token of the last mail with a link to a new password, by the customer's id: at most one for each. */
  readonly #restoreTokens = new Map<string, string>()
  readonly #onMail: (mail: SentMail) => void

  constructor(onMail: (mail: SentMail) => void = () => {}) {
    this.#onMail = onMail
    this.reset()
  }

  reset(): void {
    this.#byId.clear()
    this.#codes.clear()
    this.#restoreTokens.clear()
    this.#add({
      uid: 'jane@example.com', password: 'Password1!', firstName: 'Jane', lastName: 'Doe', titleCode: 'ms',
      addresses: [
        { id: '8796093054999', titleCode: 'ms', firstName: 'Jane', lastName: 'Doe', line1: 'Lindenallee 4', line2: '', town: 'Berlin', postalCode: '10115', phone: '+49 30 1234567', country: countryOf('DE'), defaultAddress: true, visibleInAddressBook: true },
        { id: '8796093055001', titleCode: 'ms', firstName: 'Jane', lastName: 'Doe', line1: 'Hafenstraße 21', line2: '2. OG', town: 'Hamburg', postalCode: '20457', phone: '+49 40 7654321', country: countryOf('DE'), defaultAddress: false, visibleInAddressBook: true },
      ],
      payments: [{ id: '8796093120554', accountHolderName: 'Jane Doe', cardNumber: '************1111', cardType: { code: 'visa', name: 'Visa' }, expiryMonth: '11', expiryYear: '2030', defaultPayment: true, saved: true }],
    }, 'a1b2c3d4-0000-4000-8000-000000000001')
    this.#add({
      uid: 'john@example.com', password: 'Password1!', firstName: 'John', lastName: 'Smith', titleCode: 'mr',
      addresses: [
        { id: '8796093056001', titleCode: 'mr', firstName: 'John', lastName: 'Smith', line1: '221 W Oak Street', line2: '', town: 'Chicago', postalCode: '60610', phone: '+1 312 555 0101', country: countryOf('US'), region: { isocode: 'US-IL', name: 'Illinois' }, defaultAddress: true, visibleInAddressBook: true },
      ],
      payments: [],
    }, 'a1b2c3d4-0000-4000-8000-000000000002')
    this.#add({ uid: 'agent@example.com', password: 'Password1!', firstName: 'Sam', lastName: 'Porter', isAgent: true, addresses: [], payments: [] }, 'a1b2c3d4-0000-4000-8000-000000000099')
    for (const [index, [firstName, lastName]] of OTHERS.entries()) {
      this.#add({
        uid: `${firstName.toLowerCase()}@example.com`, password: 'Password1!', firstName, lastName, addresses: [], payments: [],
      }, `a1b2c3d4-0000-4000-8000-${String(index + 3).padStart(12, '0')}`)
    }
  }

  /** All customers, in the order of their registration. */
  all(): Customer[] {
    return [...this.#byId.values()]
  }

  byId(customerId: string): Customer | undefined {
    return this.#byId.get(customerId)
  }

  byUid(uid: string): Customer | undefined {
    const wanted = uid.toLowerCase()
    for (const customer of this.#byId.values()) {
      if (customer.uid === wanted) return customer
    }
    return undefined
  }

  /**
   * Sends a one-time code to a customer who knows their password.
   *
   * @returns the token's id; `undefined` when name or password is wrong.
   */
  sendCode(username: string, password: string): string | undefined {
    const customer = this.authenticate(username, password)
    if (!customer) return undefined
    for (const id of this.#codes.keys()) {
      if (this.#codes.size < MAX_CODES) break
      this.#codes.delete(id)
    }
    const tokenId = `<LGN[${randomUUID()}]>`
    const code = String(randomInt(1_000_000)).padStart(6, '0')
    this.#codes.set(tokenId, { customerId: customer.customerId, code, until: Date.now() + CODE_TTL * 1000 })
    this.#onMail({ to: customer.uid, code })
    return tokenId
  }

  /** The code that the customer has received for a token id. */
  sentCode(tokenId: string): string | undefined {
    return this.#codes.get(tokenId)?.code
  }

  /** Sends a mail with a link to a new password, when the name is a customer's. */
  sendRestoreToken(username: string): void {
    const customer = this.byUid(username)
    if (!customer) return
    const restoreToken = randomUUID()
    this.#restoreTokens.set(customer.customerId, restoreToken)
    this.#onMail({ to: customer.uid, restoreToken })
  }

  /** The token of the last such mail. */
  sentRestoreToken(username: string): string | undefined {
    return this.#restoreTokens.get(this.byUid(username)?.customerId ?? '')
  }

  /** Sets a new password by the token of such a mail, which ends with it. @returns whether there is such a token. */
  restorePassword(token: string, password: string): boolean {
    const [customerId] = [...this.#restoreTokens].find(([, sent]) => sent === token) ?? []
    const customer = customerId === undefined ? undefined : this.byId(customerId)
    if (!customer) return false
    this.#restoreTokens.delete(customer.customerId)
    customer.password = password
    return true
  }

  /** The customer whose name and password these are, or whose one-time code was sent with this token id. */
  authenticate(username: string, password: string): Customer | undefined {
    const sent = this.#codes.get(username)
    if (sent) {
      if (sent.until < Date.now() || sent.code !== password) return undefined
      this.#codes.delete(username)
      return this.byId(sent.customerId)
    }
    const customer = this.byUid(username)
    return customer?.password === password ? customer : undefined
  }

  /** Adds a registered customer. */
  register(details: Pick<Customer, 'uid' | 'password' | 'firstName' | 'lastName' | 'titleCode'>): Customer {
    return this.#add({ ...details, uid: details.uid.toLowerCase(), addresses: [], payments: [] }, randomUUID())
  }

  remove(customerId: string): void {
    this.#byId.delete(customerId)
    this.#restoreTokens.delete(customerId)
  }

  #add(details: Pick<Customer, 'uid' | 'password' | 'firstName' | 'lastName' | 'titleCode' | 'isAgent' | 'addresses' | 'payments'>, customerId: string): Customer {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size < MAX_CUSTOMERS) break
      this.remove(id)
    }
    const customer: Customer = {
      ...details, customerId, language: 'en', currency: 'USD', consents: [], tickets: [], interests: [],
      notificationChannels: { EMAIL: true, SITE_MESSAGE: true },
    }
    this.#byId.set(customerId, customer)
    return customer
  }
}
