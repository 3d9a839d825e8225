/**
 * The operations of a user's own OpenAPI document: the module generates their
 * declarations into this interface. One that SAP has too counts as the document
 * describes it; in an interface with SAP's own it would be an overload beside them.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- empty until a document is merged into it
export interface OccDocumentOperations {}
