import { nearestOperation } from '../../runtime/server/occ/find-operation'
import { defineOperations } from '../../runtime/server/occ/operation'
import { SESSION_METHODS } from '../../runtime/sdk/session-methods'
import type { OperationRow } from '../occ/operation-row'
import { addressOf } from './table-rows'

/** What a shop says of OCC's operations: which of them its server opens, for the browser and for its own code, and whose data they give. */
export interface OperationSelection {
  /** Names of operations or tags that are open. All are open when this is left out. */
  allow?: string[]
  /** Names of operations or tags that are not open, also when `allow` names them. */
  deny?: string[]
  /**
   * Names of operations or tags whose answers depend on the customer, for example on the prices of a B2B unit. `useSapccData`
   * then takes them for the visitor's, and a call of such an operation is not repeated without a session when its
   * session has ended. Only SAP's reads of the catalogue, contents and stores are taken for everyone's otherwise.
   */
  perCustomer?: string[]
}

/**
 * Returns the operations that a selection leaves open. Names are compared exactly,
 * tags without regard to case.
 *
 * @throws Error when an entry is neither a name nor a tag; its message suggests the nearest one.
 * @example
 * selectOperations(rows, { deny: ['B2B Users', 'removeUser'] })
 */
export function selectOperations(rows: readonly OperationRow[], selection: OperationSelection): OperationRow[] {
  return rows.filter(matchersOf(rows, selection).isOpen)
}

/**
 * Returns the operations whose addresses are closed: those that a selection leaves out. One that is only left out by `allow`
 * is not among them where `allow` opens its address under another name.
 *
 * @param replaced operations of SAP's whose names a document has given to others. They keep their addresses, at the raw proxy.
 */
export function closedOperations(rows: readonly OperationRow[], selection: OperationSelection, replaced: readonly OperationRow[] = []): OperationRow[] {
  const { isAllowed, isDenied, isOpen } = matchersOf(rows, selection)
  const openAddresses = new Set(rows.filter(isOpen).map(addressOf))
  const isClosed = (row: OperationRow) => isDenied(row) || (!isAllowed(row) && !openAddresses.has(addressOf(row)))
  return [
    ...rows.filter(isClosed),
    // A table has each name once.
    ...replaced.filter(isClosed).map(row => ({ ...row, operationId: `${row.operationId}OfSap` })),
  ]
}

/**
 * Tells of which operations a shop says that their answers depend on the customer.
 *
 * @throws Error as {@link selectOperations}
 */
export function customerDependence(rows: readonly OperationRow[], { perCustomer = [] }: OperationSelection): (row: Pick<OperationRow, 'operationId' | 'tag'>) => boolean {
  return matcher(rows, perCustomer, 'perCustomer')
}

/**
 * Leaves out entries of `allow` that name nothing: an operation may be missing because its document is faulty, and then
 * must not stop the build. `deny` stays as it is: what it should close could be open.
 *
 * @param warn gets a sentence for each of them.
 */
export function withoutMissing(rows: readonly OperationRow[], selection: OperationSelection, warn: (message: string) => void): OperationSelection {
  if (!Array.isArray(selection.allow)) return selection
  const faultOf = faultFinder(rows)
  const allow = selection.allow.filter((entry: unknown) => {
    // What cannot be an operation of a document is refused later.
    if (typeof entry !== 'string' || SESSION_METHODS.has(entry)) return true
    const fault = faultOf(entry)
    if (fault !== undefined) warn(`\`sapcc.operations.allow\` names "${entry}", ${fault} It may be one of those that are left out.`)
    return fault === undefined
  })
  return { ...selection, allow }
}

function matchersOf(rows: readonly OperationRow[], { allow, deny }: OperationSelection): Record<'isAllowed' | 'isDenied' | 'isOpen', (row: OperationRow) => boolean> {
  const isAllowed = allow === undefined ? () => true : matcher(rows, allow, 'allow')
  const isDenied = deny === undefined ? () => false : matcher(rows, deny, 'deny')
  return { isAllowed, isDenied, isOpen: row => isAllowed(row) && !isDenied(row) }
}

function matcher(rows: readonly OperationRow[], entries: readonly unknown[], option: keyof OperationSelection): (row: Pick<OperationRow, 'operationId' | 'tag'>) => boolean {
  if (!Array.isArray(entries)) throw new Error(`nuxt-sapcc: \`sapcc.operations.${option}\` has to be a list of names and tags.`)
  const faultOf = faultFinder(rows)
  for (const entry of entries) {
    const fault = faultOf(entry)
    if (fault !== undefined) throw new Error(`nuxt-sapcc: \`sapcc.operations.${option}\` names ${JSON.stringify(entry)}, ${fault}`)
  }
  const wanted = new Set(entries as string[])
  const wantedTags = new Set([...wanted].map(entry => entry.toLowerCase()))
  return ({ operationId, tag }) => wanted.has(operationId) || wantedTags.has(tag.toLowerCase())
}

/** @returns a function that says what is wrong with an entry, as the end of a sentence; `undefined` for a name or a tag. */
function faultFinder(rows: readonly OperationRow[]): (entry: unknown) => string | undefined {
  const names = new Set(rows.map(({ operationId }) => operationId))
  const tags = new Map(rows.map(({ tag }) => [tag.toLowerCase(), tag]))
  return entry => typeof entry === 'string' && (names.has(entry) || tags.has(entry.toLowerCase())) ? undefined : unknownEntry(String(entry), [...names, ...tags.values()])
}

function unknownEntry(entry: string, candidates: readonly string[]): string {
  if (SESSION_METHODS.has(entry)) return 'which is a method of the module itself: only operations of OCC can be named here.'
  // `nearestOperation` searches a table of operations, so the tags are put into one, too.
  const table = defineOperations({ '': Object.fromEntries(candidates.map(name => [name, { method: 'GET', path: '' }])) })
  const nearest = nearestOperation(entry, table)
  return `which is neither an operation nor a tag.${nearest === undefined ? '' : ` Did you mean "${nearest}"?`}`
}
