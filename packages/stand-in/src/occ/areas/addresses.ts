import type { Address, Customer } from '../../shop/customers.ts'
import { countryOf, REGIONS } from '../../shop/site.ts'
import { addressView } from '../../shop/views.ts'
import { customerOf, fieldAt, pathValue, stringAt, type Handlers, type OccCall } from '../call.ts'
import { OccError, validationError } from '../errors.ts'

const REQUIRED = ['firstName', 'lastName', 'line1', 'town', 'postalCode'] as const
const TEXTS = ['titleCode', 'firstName', 'lastName', 'line1', 'line2', 'town', 'postalCode', 'phone'] as const

/** A customer's address book. */
export const addressHandlers: Handlers = {
  getAddresses: call => ({ addresses: customerOf(call).addresses.map(addressView) }),
  createAddress: (call) => {
    const customer = customerOf(call)
    const address = { ...addressFrom(call), id: call.shop.newId(), visibleInAddressBook: true }
    customer.addresses = [...customer.addresses, address].slice(-100)
    keepOneDefault(customer, address)
    return addressView(address)
  },
  validateAddress: (call) => {
    addressFrom(call)
    return { decision: 'ACCEPT', suggestedAddresses: [] }
  },
  getAddress: call => addressView(findAddress(call)),
  updateAddress: call => change(call, { ...findAddress(call), ...partialAddress(call.body) }),
  replaceAddress: call => change(call, { ...addressFrom(call), id: findAddress(call).id, visibleInAddressBook: true }),
  removeAddress: (call) => {
    const customer = customerOf(call)
    const address = findAddress(call)
    customer.addresses = customer.addresses.filter(other => other !== address)
  },
}

/** The address of the body. @throws OccError (400, one `ValidationError` per missing field). */
export function addressFrom(call: OccCall): Address {
  const address = partialAddress(call.body)
  const missing = [...REQUIRED.filter(name => !address[name]), ...address.country ? [] : ['country.isocode']]
  if (missing.length) {
    throw new OccError(400, ...missing.map(subject => validationError(subject, 'This field is required.', 'missing').items).flat())
  }
  return { id: '', ...address }
}

function partialAddress(body: unknown): Partial<Address> {
  const address: Partial<Address> = {}
  for (const name of TEXTS) {
    const value = stringAt(body, name)
    if (value !== undefined) address[name] = value
  }
  const isocode = stringAt(fieldAt(body, 'country'), 'isocode')
  if (isocode) {
    const country = countryOf(isocode)
    if (!country) throw validationError('country.isocode', `No country with the code ${isocode} found`)
    address.country = country
  }
  const regionCode = stringAt(fieldAt(body, 'region'), 'isocode')
  if (regionCode) address.region = Object.values(REGIONS).flat().find(region => region.isocode === regionCode) ?? { isocode: regionCode }
  const isDefault = fieldAt(body, 'defaultAddress')
  if (typeof isDefault === 'boolean') address.defaultAddress = isDefault
  return address
}

function findAddress(call: OccCall): Address {
  const id = pathValue(call, 'addressId')
  const address = customerOf(call).addresses.find(address => address.id === id)
  if (!address) throw validationError('addressId', `Address with given id: '${id}' doesn't exist or belong to another user`)
  return address
}

function change(call: OccCall, changed: Address): void {
  const customer = customerOf(call)
  customer.addresses = customer.addresses.map(address => address.id === changed.id ? changed : address)
  keepOneDefault(customer, changed)
}

function keepOneDefault(customer: Customer, changed: Address): void {
  if (!changed.defaultAddress) return
  for (const address of customer.addresses) address.defaultAddress = address === changed
}
