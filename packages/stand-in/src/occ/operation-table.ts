import { existsSync } from 'node:fs'

const beside = new URL('occ-operations.tsv', import.meta.url)

/** SAP's table of operations. The published package has it beside its code; in the repository the module is generated from the same file. */
export const OPERATION_TABLE = existsSync(beside) ? beside : new URL('../../../../data/occ-operations.tsv', import.meta.url)
