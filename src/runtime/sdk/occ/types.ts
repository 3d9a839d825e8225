/** All types of OCC. Types only: this file has no code at run time. */
import type { OccDocumentOperations } from './document-operations'
import type { OccOperations } from './methods'

export type * from './call-params'
export type * from './document-operations'
export type * from './methods'
export type * from './schemas'

type AllOperations = Omit<OccOperations, keyof OccDocumentOperations> & OccDocumentOperations

/** The operations as an object type, because the SDK's `buildModule` does not accept an interface. */
export type OccMethods = { [Name in keyof AllOperations]: AllOperations[Name] }
