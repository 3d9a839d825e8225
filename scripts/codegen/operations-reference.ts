/** Generates the tables of docs/operations.md from SAP's list of operations and the sentences about them. */
import { parseOperationTable } from '../../src/build/occ/operation-row.ts'
import type { OperationRow } from '../../src/build/occ/operation-row.ts'
import { operationDescriptions, operationReplacements } from './operation-descriptions.ts'

/** SAP's tags, by what a shop is about. */
const AREAS: readonly (readonly [area: string, tags: readonly string[]])[] = [
  ['Catalogue', ['Products', 'Product Availability', 'Catalogs', 'Promotions', 'Bundles', 'Future Stocks', 'Feeds', 'Export']],
  ['Content', ['Pages', 'Components']],
  ['Sites and stores', ['Base Sites', 'Base Stores', 'Stores', 'Countries', 'Cities', 'Miscs']],
  ['Cart', ['Carts', 'Cart Entries', 'Cart Entry Groups', 'Cart Promotions', 'Save Cart', 'Vouchers']],
  ['Checkout', ['Cart Addresses', 'Cart Delivery Modes', 'Cart Payments', 'Payment Modes', 'Digital Payments', 'Merchant Callback', 'Access Code']],
  ['Orders', ['Orders', 'Consignment Tracking', 'Return Requests', 'Invoices', 'Billing', 'Service Orders', 'Entitlement Instances']],
  ['Customer', ['Users', 'Address', 'Payment Details', 'Consents', 'Forgotten Passwords', 'Verification Token', 'Login Notification', 'Customer Coupons', 'Customer Groups', 'Product Interests', 'Notification Preference', 'Message Center', 'Site Messages', 'Tickets']],
  ['Product configurators', [
    'Product Configurator CCP', 'Product Configurator CCP Cart Integration', 'Product Configurator CCP Order Integration', 'Product Configurator CCP Quote Integration', 'Product Configurator CCP Saved Cart Integration', 'Product Configurator CCP Variant Search',
    'Product Configurator CPQ', 'Product Configurator CPQ Cart Integration', 'Product Configurator CPQ Configuration', 'Product Configurator CPQ Order Integration', 'Product Configurator CPQ Quote Integration', 'Product Configurator CPQ Saved Cart Integration',
    'Product Configurator Textfield Template',
  ]],
  ['B2B: buying', ['B2B Carts', 'B2B Orders', 'B2B Products', 'B2B Categories', 'B2B Miscs', 'B2B Users', 'Order Forms', 'Quotes', 'Order Approvals', 'Replenishment Order', 'PunchOut']],
  ['B2B: organization', ['Organizational Unit Management', 'Organizational Unit Customer Management', 'Organizational Unit User Groups', 'Organizational Unit Account Summary', 'B2B Cost Centers', 'Budget Management', 'Order Approval Permissions', 'Order Approval Permission Types']],
]

/** What is known of answers. */
export interface OperationFacts {
  /** Operations whose answers are the same for all visitors. */
  everyone: ReadonlySet<string>
  /** Operations that give a customer's own data. */
  customer: ReadonlySet<string>
  /** Operations whose answers the server may keep. */
  kept: ReadonlySet<string>
}

/**
 * @param source text of `data/occ-operations.tsv`.
 * @throws Error when a tag belongs to no area, or to two.
 */
export function operationsReference(source: string, facts: OperationFacts): string {
  const rows = parseOperationTable(source)
  const places = AREAS.flatMap(([, tags]) => tags)
  const misplaced = [...new Set(rows.map(({ tag }) => tag))].filter(tag => places.filter(place => place === tag).length !== 1)
  if (misplaced.length > 0) throw new Error(`Tags that do not belong to exactly one area: ${misplaced.join(', ')}`)
  return AREAS.map(([area, tags]) => table(area, tags.flatMap(tag => rows.filter(row => row.tag === tag)), facts)).join('\n\n')
}

function table(area: string, rows: readonly OperationRow[], facts: OperationFacts): string {
  return [
    `## ${area}`,
    '',
    '| Method | Request | Whose data | What it does |',
    '| --- | --- | --- | --- |',
    ...rows.map(row => `| \`${row.operationId}\` | ${row.method} \`${row.path}\` | ${whoseData(row, facts)} | ${sentence(row)} |`),
  ].join('\n')
}

function whoseData({ operationId, method }: OperationRow, { everyone, customer, kept }: OperationFacts): string {
  if (method !== 'GET' && method !== 'HEAD') return ''
  const whose = everyone.has(operationId) ? 'everyone' : customer.has(operationId) ? 'customer' : 'visitor'
  return kept.has(operationId) ? `${whose}, kept` : whose
}

function sentence({ operationId, deprecated }: OperationRow): string {
  const replacement = operationReplacements[operationId]
  const text = (operationDescriptions[operationId] ?? '').replaceAll('|', '\\|')
  if (replacement) return `${text} Deprecated: \`${replacement}\` takes its place.`
  return deprecated ? `${text} Deprecated by SAP.` : text
}
