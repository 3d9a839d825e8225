import { createHash, type Hash } from 'node:crypto'
import type { Ticket } from '../../shop/customers.ts'
import { bodyString, customerOf, fieldAt, paginate, pathValue, stringAt, type Handlers, type OccCall } from '../call.ts'
import { checkAll, required, unknownIdentifier, validationError } from '../errors.ts'
import { download } from './download.ts'

const CATEGORIES = [{ id: 'ENQUIRY', name: 'Enquiry' }, { id: 'COMPLAINT', name: 'Complaint' }, { id: 'PROBLEM', name: 'Problem' }]
const STATUSES: Record<string, string> = { NEW: 'New', OPEN: 'Open', CLOSED: 'Closed' }

/** Customer service tickets, with the only upload that OCC has. */
export const ticketHandlers: Handlers = {
  getTicketCategories: () => ({ ticketCategories: CATEGORIES }),
  getTicketAssociatedObjects: (call) => {
    const orders = call.shop.orders.of(customerOf(call))
    return { ticketAssociatedObjects: orders.map(order => ({ code: order.code, type: 'Order', modifiedAt: order.placed })) }
  },
  getTickets: (call) => {
    const { items, pagination } = paginate(customerOf(call).tickets, call.query)
    return { tickets: items.map(ticketView), pagination, sorts: [{ code: 'byId', selected: true }] }
  },
  createTicket: (call) => {
    const customer = customerOf(call)
    const [subject = '', message = ''] = [bodyString(call, 'subject'), bodyString(call, 'message')]
    checkAll(() => required('subject', subject), () => required('message', message))
    const now = new Date().toISOString()
    const ticket: Ticket = {
      id: call.shop.newId(), subject, message, categoryId: stringAt(fieldAt(call.body, 'ticketCategory'), 'id') ?? 'ENQUIRY', statusId: 'NEW',
      createdAt: now, modifiedAt: now,
      events: [{ code: call.shop.newId(), message, author: `${customer.firstName} ${customer.lastName}`, createdAt: now, attachments: [] }],
    }
    customer.tickets = [ticket, ...customer.tickets].slice(0, 100)
    return ticketView(ticket)
  },
  getTicket: call => ticketView(findTicket(call)),
  createTicketEvent: (call) => {
    const customer = customerOf(call)
    const ticket = findTicket(call)
    const message = bodyString(call, 'message')
    if (!message) throw validationError('message', 'This field is required.', 'missing')
    const event = { code: call.shop.newId(), message, author: `${customer.firstName} ${customer.lastName}`, createdAt: new Date().toISOString(), attachments: [] }
    ticket.events = [...ticket.events, event].slice(-100)
    return event
  },
  createTicketEventAttachment: async (call) => {
    customerOf(call)
    const file = await readUpload(call)
    const attachment = { id: call.shop.newId(), ...file }
    const event = customerOf(call).tickets.find(({ id }) => id === pathValue(call, 'ticketId'))?.events.find(({ code }) => code === pathValue(call, 'eventCode'))
    if (!event) throw unknownIdentifier('Ticket event not found')
    event.attachments = [...event.attachments, attachment].slice(-20)
    return { ...attachment, URL: `/tickets/${pathValue(call, 'ticketId')}/events/${event.code}/attachments/${attachment.id}` }
  },
  getTicketEventAttachment: (call) => {
    const event = findTicket(call).events.find(({ code }) => code === pathValue(call, 'eventCode'))
    const attachment = event?.attachments.find(({ id }) => id === pathValue(call, 'attachmentId'))
    if (!attachment) throw unknownIdentifier('Attachment not found')
    if (!call.query.has('size')) call.query.set('size', String(attachment.size))
    return download(call, attachment.filename, 'application/octet-stream')
  },
}

function findTicket(call: OccCall): Ticket {
  const ticket = customerOf(call).tickets.find(ticket => ticket.id === pathValue(call, 'ticketId'))
  if (!ticket) throw unknownIdentifier('Ticket not found')
  return ticket
}

function ticketView({ id, subject, categoryId, statusId, createdAt, modifiedAt, events }: Ticket) {
  return {
    id, subject, createdAt, modifiedAt,
    ticketCategory: CATEGORIES.find(category => category.id === categoryId),
    status: { id: statusId, name: STATUSES[statusId] },
    availableStatusTransitions: [],
    ticketEvents: events,
  }
}

/**
 * Reads the file of a multipart body without keeping it: its name, size and SHA-256. The content of the first part
 * that has a file name counts.
 */
async function readUpload(call: OccCall): Promise<{ filename: string, size: number, sha256: string }> {
  const boundary = /boundary="?([^";]+)"?/.exec(call.req.headers['content-type'] ?? '')?.[1]
  if (!boundary) throw validationError('ticketEventAttachment', 'Required request part is not present', 'missing')
  const end = Buffer.from(`\r\n--${boundary}`)
  const hash = createHash('sha256')
  let pending: Buffer = Buffer.alloc(0)
  let filename: string | undefined
  let size = 0
  let done = false
  for await (const chunk of call.req) {
    if (done) continue
    pending = Buffer.concat([pending, chunk])
    if (filename === undefined) {
      const head = /filename="([^"]*)"[\s\S]*?\r\n\r\n/.exec(pending.toString('latin1'))
      if (!head) continue
      filename = Buffer.from(head[1] ?? '', 'latin1').toString('utf8')
      pending = pending.subarray(head.index + head[0].length)
    }
    const stop = pending.indexOf(end)
    done = stop >= 0
    // The end of the part has not arrived, but its first bytes may be at the end of this chunk.
    const take = done ? stop : Math.max(0, pending.length - end.length)
    size += consume(hash, pending.subarray(0, take))
    pending = pending.subarray(take)
  }
  if (filename === undefined || !done) throw validationError('ticketEventAttachment', 'Required request part is not present', 'missing')
  return { filename, size, sha256: hash.digest('hex') }
}

function consume(hash: Hash, data: Buffer): number {
  hash.update(data)
  return data.length
}
