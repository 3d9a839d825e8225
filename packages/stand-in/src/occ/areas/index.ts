import type { Handlers } from '../call.ts'
import { addressHandlers } from './addresses.ts'
import { badgeHandlers } from './badges.ts'
import { cartHandlers } from './carts.ts'
import { catalogHandlers } from './catalog.ts'
import { checkoutHandlers } from './checkout.ts'
import { cmsHandlers } from './cms.ts'
import { consentHandlers } from './consents.ts'
import { miscHandlers } from './misc.ts'
import { orderHandlers } from './orders.ts'
import { paymentHandlers } from './payments.ts'
import { storeHandlers } from './stores.ts'
import { ticketHandlers } from './tickets.ts'
import { userHandlers } from './users.ts'

/** Every operation that the stand-in models; the others of the table answer `NotModelledError`. */
export const HANDLERS: Handlers = {
  ...catalogHandlers,
  ...cartHandlers,
  ...checkoutHandlers,
  ...orderHandlers,
  ...userHandlers,
  ...addressHandlers,
  ...paymentHandlers,
  ...cmsHandlers,
  ...consentHandlers,
  ...storeHandlers,
  ...ticketHandlers,
  ...miscHandlers,
  ...badgeHandlers,
}
