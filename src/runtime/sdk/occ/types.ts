/** Everything typed about OCC. Types only: nothing of it is left at run time. */
import type { OccDocumentOperations } from './document-operations'
import type { OccOperations } from './methods'

export type * from './call-params'
export type * from './document-operations'
export type * from './methods'
export type * from './schemas'

type AllOperations = Omit<OccOperations, keyof OccDocumentOperations> & OccDocumentOperations

/** The operations in the shape the SDK's `buildModule` accepts, which refuses an interface. */
export type OccMethods = { [Name in keyof AllOperations]: AllOperations[Name] }
