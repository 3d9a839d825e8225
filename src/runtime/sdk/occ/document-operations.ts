/**
 * The operations of a user's own OpenAPI documents: the module generates their
 * declarations into this interface. It is separate from the interface with SAP's
 * operations, so that an operation which SAP has, too, replaces SAP's; in the same
 * interface it would only be a further overload.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- empty until a document is merged into it
export interface OccDocumentOperations {}
