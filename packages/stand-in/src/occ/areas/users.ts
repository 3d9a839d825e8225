import { CODE_TTL } from '../../shop/customers.ts'
import { TITLES } from '../../shop/site.ts'
import { userView } from '../../shop/views.ts'
import { bodyString, customerOf, OccReply, stringAt, fieldAt, type Handlers, type OccCall } from '../call.ts'
import { checkAll, OccError, required, unknownIdentifier, validationError } from '../errors.ts'
import { requireClientOnLegacy } from './cart-access.ts'

/** Registration, profile, login name and password. */
export const userHandlers: Handlers = {
  createUser: (call) => {
    requireClientOnLegacy(call)
    const [uid = '', password = '', firstName = '', lastName = ''] = ['uid', 'password', 'firstName', 'lastName'].map(name => bodyString(call, name))
    checkAll(
      () => requireEmail('uid', required('uid', uid)),
      () => requirePassword('password', required('password', password)),
      () => required('firstName', firstName),
      () => required('lastName', lastName),
    )
    if (call.shop.customers.byUid(uid)) throw duplicateUid(uid)
    return userView(call.shop.customers.register({ uid, password, firstName, lastName, titleCode: titleOf(call) }))
  },
  getUser: (call) => {
    if (call.anonymous) return { type: 'userWsDTO', uid: 'anonymous', name: 'Anonymous' }
    return userView(customerOf(call))
  },
  getOrgUser: call => userView(customerOf(call)),
  updateUser: call => changeProfile(call),
  replaceUser: (call) => {
    checkAll(...['firstName', 'lastName'].map(name => () => required(name, bodyString(call, name))))
    changeProfile(call)
  },
  removeUser: call => call.shop.customers.remove(customerOf(call).customerId),
  getUserCustomerGroups: (call) => {
    customerOf(call)
    return { userGroups: [{ uid: 'customergroup', name: 'Customer group' }] }
  },
  changeUserLoginId: call => changeLogin(call, bodyString(call, 'newLoginId') ?? bodyString(call, 'newLogin'), bodyString(call, 'password')),
  replaceUserLogin: call => changeLogin(call, call.query.get('newLogin') ?? undefined, call.query.get('password') ?? undefined),
  changeUserPassword: call => changePassword(call, bodyString(call, 'oldPassword') ?? bodyString(call, 'old'), bodyString(call, 'newPassword') ?? bodyString(call, 'new')),
  replaceUserPassword: call => changePassword(call, call.query.get('old') ?? undefined, call.query.get('new') ?? undefined),
  // The response does not tell whether the user exists.
  sendPasswordRestoreToken: (call) => {
    requireClientOnLegacy(call)
    call.shop.customers.sendRestoreToken(bodyString(call, 'loginId') ?? '')
  },
  doRestorePassword: (call) => {
    requireClientOnLegacy(call)
    call.shop.customers.sendRestoreToken(call.query.get('userId') ?? '')
  },
  doResetPassword: (call) => {
    requireClientOnLegacy(call)
    requirePassword('newPassword', bodyString(call, 'newPassword') ?? '')
    if (!call.shop.customers.restorePassword(bodyString(call, 'token') ?? '', bodyString(call, 'newPassword') ?? '')) {
      throw new OccError(400, { type: 'TokenInvalidatedError', message: 'Invalid token' })
    }
  },
  doPublishSuccessfulLoginEvent: (call) => {
    customerOf(call)
  },
  getNotificationPreferences: (call) => {
    const channels = Object.entries(customerOf(call).notificationChannels)
    return { preferences: channels.map(([channel, enabled]) => ({ channel, enabled, value: channel === 'EMAIL' ? customerOf(call).uid : '', visible: true })) }
  },
  updateNotificationPreferences: (call) => {
    const { notificationChannels } = customerOf(call)
    const preferences = fieldAt(call.body, 'preferences')
    for (const preference of Array.isArray(preferences) ? preferences : []) {
      const channel = stringAt(preference, 'channel')
      if (channel && channel in notificationChannels) notificationChannels[channel] = fieldAt(preference, 'enabled') === true
    }
  },
  createVerificationToken: (call) => {
    const loginId = required('loginId', bodyString(call, 'loginId'))
    const tokenId = call.shop.customers.sendCode(loginId, bodyString(call, 'password') ?? '')
    if (tokenId === undefined) throw new OccError(400, { type: 'BadCredentialsError', message: 'Bad credentials' })
    return new OccReply({ body: { tokenId, expiresIn: String(CODE_TTL) } })
  },
}

function changeProfile(call: OccCall): void {
  const customer = customerOf(call)
  customer.firstName = bodyString(call, 'firstName') ?? customer.firstName
  customer.lastName = bodyString(call, 'lastName') ?? customer.lastName
  customer.titleCode = titleOf(call) ?? customer.titleCode
  customer.language = stringAt(fieldAt(call.body, 'language'), 'isocode') ?? customer.language
  customer.currency = stringAt(fieldAt(call.body, 'currency'), 'isocode') ?? customer.currency
}

function titleOf(call: OccCall): string | undefined {
  const code = bodyString(call, 'titleCode')
  if (code && !TITLES.some(title => title.code === code)) throw unknownIdentifier(`Title with code '${code}' not found!`)
  return code
}

function changeLogin(call: OccCall, wanted: string | undefined, password: string | undefined): void {
  const customer = customerOf(call)
  const newLogin = required('newLoginId', wanted)
  requireEmail('newLoginId', newLogin)
  if (password !== customer.password) throw passwordMismatch()
  const owner = call.shop.customers.byUid(newLogin)
  if (owner && owner !== customer) throw duplicateUid(newLogin)
  customer.uid = newLogin.toLowerCase()
}

function changePassword(call: OccCall, old: string | undefined, wanted: string | undefined): void {
  const customer = customerOf(call)
  requirePassword('newPassword', wanted ?? '')
  if (old !== customer.password) throw passwordMismatch()
  customer.password = wanted ?? customer.password
}

function requireEmail(subject: string, value: string): void {
  if (!/^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(value)) throw validationError(subject, `Login [${value}] is not a valid e-mail address!`)
}

function requirePassword(subject: string, value: string): void {
  if (!/^(?=.*\d)(?=.*[A-Z])(?=.*[^\w\s]).{6,}$/.test(value)) {
    throw validationError(subject, 'Password must be at least 6 characters long and contain an upper case letter, a number and a special character.')
  }
}

function passwordMismatch(): OccError {
  return new OccError(400, { type: 'PasswordMismatchError', message: 'The password does not match' })
}

function duplicateUid(uid: string): OccError {
  return new OccError(400, { type: 'DuplicateUidError', reason: 'duplicate', subject: uid, subjectType: 'user', message: 'User already exists' })
}
