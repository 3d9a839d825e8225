import type { OccOperationTable } from '../../runtime/server/occ/operation'
import type { OperationRow } from '../occ/operation-row'

/** Names of operations. Of those that read, by whose data they give; all others give what belongs to the visitor, signed in or not. */
export interface OperationKinds {
  /** The same for all visitors. */
  everyone: string[]
  /** Nothing for a visitor who is not signed in. */
  customer: string[]
  /** Operations whose names do not follow the rule "reads, and only reads, begin with `get`". */
  oddlyNamed: string[]
}

/** Folders of OCC whose reads need neither a user nor a token. */
const PUBLIC = /^\/(?:basesites|\{baseSiteId\}\/(?:basestores|cardtypes|catalogs|cities|cms|countries|currencies|deliverycountries|languages|paymentmodes|products|productAvailabilities|promotions|regions|stores|titles))(?:\/|$)/

/** What has an id of one visitor's in its path. Reads that begin such a configuration are no reads of the catalogue. */
const VISITORS = /\{(?:userId|cartId|configId)\}|configurator/

/** What a visitor without an account may read: carts, content, consents, and the order that a guest has placed. */
const OF_GUESTS = /\/carts\/|\/cms\/|\/consenttemplates|\/users\/\{userId\}\/orders\/\{/

/**
 * Tells whose data operations give, as far as their paths say it for certain.
 *
 * @param table SAP's own operations: a shop's own endpoint may give any visitor something else, whatever its path.
 * @param rows all operations of the shop.
 * @param dependsOnCustomer whether the shop says that the answers of an operation depend on the customer.
 */
export function operationKinds<Row extends Pick<OperationRow, 'operationId' | 'method' | 'path'>>(table: OccOperationTable, rows: readonly Row[], dependsOnCustomer: (row: Row) => boolean = () => false): OperationKinds {
  const reads = rows.filter(({ method }) => method === 'GET' || method === 'HEAD')
  const isOdd = (row: Row) => row.operationId.startsWith('get') !== reads.includes(row)
  const isSaps = ({ operationId, path }: Row) => table[operationId]?.path === path
  return {
    everyone: reads.filter(row => isSaps(row) && PUBLIC.test(row.path) && !VISITORS.test(row.path) && !dependsOnCustomer(row)).map(({ operationId }) => operationId),
    customer: reads.filter(({ path }) => path.includes('{userId}') && !OF_GUESTS.test(path)).map(({ operationId }) => operationId),
    oddlyNamed: rows.filter(isOdd).map(({ operationId }) => operationId),
  }
}

/** The source of the module that the app has them from. */
export function operationKindsText({ everyone, customer, oddlyNamed }: OperationKinds): string {
  const list = (names: readonly string[]) => `new Set(${JSON.stringify(names.join(' '))}.split(' '))`
  return `export const everyone = ${list(everyone)}\nexport const customer = ${list(customer)}\nexport const oddlyNamed = ${list(oddlyNamed)}\n`
}
