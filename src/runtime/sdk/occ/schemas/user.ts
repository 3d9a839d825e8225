/** Customers, their addresses, passwords and consents. */
import type { B2BUnit, OrgUnitUser } from './b2b'
import type { Currency, Language, Principal } from './common'

/** A customer's profile. */
export interface User {
  /** Identifier, usually the e-mail address. */
  uid?: string
  name?: string
  firstName?: string
  lastName?: string
  title?: string
  titleCode?: string
  customerId?: string
  displayUid?: string
  currency?: Currency
  language?: Language
  defaultAddress?: Address
  /** ISO 8601; set once the account is deactivated. */
  deactivationDate?: string
  /** B2B: whether the account may be used. */
  active?: boolean
  /** B2B: e-mail address. */
  email?: string
  orgUnit?: B2BUnit
  roles?: string[]
  approvers?: OrgUnitUser[]
  selected?: boolean
}

/** A new customer account. */
export interface UserSignUp {
  /** The e-mail address to sign in with. */
  uid?: string
  password?: string
  firstName?: string
  lastName?: string
  titleCode?: string
  verificationTokenId?: string
  verificationTokenCode?: string
}

/** A group of customers. */
export interface UserGroup {
  uid?: string
  name?: string
  membersCount?: number
  members?: Principal[]
  subGroups?: UserGroup[]
}

/** Groups of customers. */
export interface UserGroupList {
  currentPage?: number
  numberOfPages?: number
  pageSize?: number
  totalNumber?: number
  userGroups?: UserGroup[]
}

/** Members of a customer group. */
export interface MemberList {
  members?: Principal[]
}

/** A postal address. */
export interface Address {
  id?: string
  title?: string
  titleCode?: string
  firstName?: string
  lastName?: string
  companyName?: string
  /** Street. */
  line1?: string
  /** Apartment, floor and the like. */
  line2?: string
  town?: string
  postalCode?: string
  region?: Region
  country?: Country
  district?: string
  cellphone?: string
  phone?: string
  email?: string
  defaultAddress?: boolean
  shippingAddress?: boolean
  billingAddress?: boolean
  visibleInAddressBook?: boolean
  /** In the customary notation of its country, on one line. */
  formattedAddress?: string
}

/** A customer's address book. */
export interface AddressList {
  addresses?: Address[]
}

/** Whether an address exists, and better ones. */
export interface AddressValidation {
  decision?: 'ACCEPT' | 'REVIEW' | 'REJECT' | (string & {})
  errors?: { errors?: { type?: string, reason?: string, subject?: string, subjectType?: string, message?: string }[] }
  suggestedAddresses?: Address[]
}

/** A country. */
export interface Country {
  /** ISO 3166-1 alpha-2. */
  isocode?: string
  name?: string
}

/** Countries a shop bills or delivers to. */
export interface CountryList {
  countries?: Country[]
}

/** A region of a country. */
export interface Region {
  /** ISO 3166-2, e.g. `US-NY`. */
  isocode?: string
  /** Without the country, e.g. `NY`. */
  isocodeShort?: string
  countryIso?: string
  name?: string
}

/** Regions of a country. */
export interface RegionList {
  regions?: Region[]
}

/** A city of a region. */
export interface City {
  isocode?: string
  name?: string
}

/** Cities of a region. */
export interface CityList {
  cities?: City[]
}

/** A district of a city. */
export interface District {
  isocode?: string
  name?: string
}

/** Districts of a city. */
export interface DistrictList {
  districts?: District[]
}

/** A form of address. */
export interface Title {
  code?: string
  name?: string
}

/** Forms of address. */
export interface TitleList {
  titles?: Title[]
}

/** Exchanges the password of a signed-in customer. */
export interface ReplacePasswordInput {
  oldPassword?: string
  newPassword?: string
}

/** Exchanges the name a customer signs in with. */
export interface ReplaceLoginIdInput {
  newLoginId?: string
  password?: string
}

/** Asks for the mail that lets a customer choose a new password. */
export interface PasswordRestoreTokenInput {
  loginId?: string
}

/** Sets a new password with the token from that mail. */
export interface ResetPassword {
  token?: string
  newPassword?: string
}

/** Asks for a one-time code. */
export interface CreateVerificationTokenInput {
  loginId?: string
  password?: string
  purpose?: 'LOGIN' | 'REGISTRATION' | (string & {})
}

/** Identifies a one-time code that was sent to the customer. */
export interface VerificationToken {
  tokenId?: string
  /** Seconds. */
  expiresIn?: number | string
}

/** What a customer agreed to, and when. */
export interface Consent {
  code?: string
  /** ISO 8601. */
  consentGivenDate?: string
  /** ISO 8601; absent while the consent stands. */
  consentWithdrawnDate?: string
}

/** What customers are asked to agree to. */
export interface ConsentTemplate {
  id?: string
  name?: string
  description?: string
  version?: number
  currentConsent?: Consent
}

/** Everything customers are asked to agree to. */
export interface ConsentTemplateList {
  consentTemplates?: ConsentTemplate[]
}
