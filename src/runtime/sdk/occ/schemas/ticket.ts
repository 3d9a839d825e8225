/** Customer service tickets. */
import type { Pagination, Sort } from './common'

/** A request to customer service. */
export interface Ticket {
  id?: string
  subject?: string
  message?: string
  ticketCategory?: TicketCategory
  status?: TicketStatus
  availableStatusTransitions?: TicketStatus[]
  associatedTo?: TicketAssociatedObject
  customerId?: string
  /** ISO 8601. */
  createdAt?: string
  /** ISO 8601. */
  modifiedAt?: string
  ticketEvents?: TicketEvent[]
}

/** A page of tickets. */
export interface TicketList {
  tickets?: Ticket[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** A new ticket. */
export interface TicketStarter {
  subject?: string
  message?: string
  ticketCategory?: TicketCategory
  associatedTo?: TicketAssociatedObject
}

/** A message in a ticket, or a change of its status. */
export interface TicketEvent {
  code?: string
  message?: string
  author?: string
  /** ISO 8601. */
  createdAt?: string
  addedByAgent?: boolean
  toStatus?: TicketStatus
  ticketEventAttachments?: TicketEventAttachment[]
}

/** A file attached to a message. */
export interface TicketEventAttachment {
  id?: string
  filename?: string
  url?: string
}

/** What a ticket is about. */
export interface TicketCategory {
  id?: string
  name?: string
}

/** The categories of tickets. */
export interface TicketCategoryList {
  ticketCategories?: TicketCategory[]
}

/** State of a ticket. */
export interface TicketStatus {
  id?: 'OPEN' | 'INPROCESS' | 'CLOSED' | (string & {})
  name?: string
}

/** An order or a cart a ticket refers to. */
export interface TicketAssociatedObject {
  code?: string
  type?: 'Order' | 'Cart' | 'SavedCart' | (string & {})
  /** ISO 8601. */
  modifiedAt?: string
}

/** What a customer's tickets can refer to. */
export interface TicketAssociatedObjectList {
  ticketAssociatedObjects?: TicketAssociatedObject[]
}
