/** One entry of the list that every OCC error body has. */
export interface OccErrorItem {
  type: string
  message: string
  reason?: string
  subject?: string
  subjectType?: string
}

/** An error as OCC answers it: a status and `{ errors: [...] }`. */
export class OccError extends Error {
  readonly status: number
  readonly items: OccErrorItem[]

  constructor(status: number, ...items: OccErrorItem[]) {
    super(items[0]?.message)
    this.status = status
    this.items = items
  }
}

export function unknownResource(path: string): OccError {
  return new OccError(404, { type: 'UnknownResourceError', message: `There is no resource for path ${path}` })
}

export function unknownIdentifier(message: string): OccError {
  return new OccError(400, { type: 'UnknownIdentifierError', message })
}

export function missingParameter(name: string): OccError {
  return new OccError(400, {
    type: 'MissingServletRequestParameterError',
    reason: 'missing',
    subject: name,
    subjectType: 'parameter',
    message: `Required String parameter '${name}' is not present`,
  })
}

export function unreadableBody(message: string): OccError {
  return new OccError(400, { type: 'HttpMessageNotReadableError', message })
}

export function validationError(subject: string, message: string, reason: 'missing' | 'invalid' = 'invalid'): OccError {
  return new OccError(400, { type: 'ValidationError', reason, subject, subjectType: 'parameter', message })
}

/** @throws OccError of a field that is missing or empty. */
export function required(subject: string, value: string | undefined): string {
  if (!value) throw validationError(subject, 'This field is required.', 'missing')
  return value
}

/** SAP checks all fields of a form, and reports each that it does not accept. @throws OccError with the entries of all checks that failed. */
export function checkAll(...checks: (() => unknown)[]): void {
  const items = checks.flatMap((check) => {
    try {
      check()
      return []
    }
    catch (error) {
      if (error instanceof OccError) return error.items
      throw error
    }
  })
  if (items.length) throw new OccError(400, ...items)
}

export function cartNotFound(cartId: string): OccError {
  return new OccError(400, { type: 'CartError', reason: 'notFound', subject: cartId, subjectType: 'cart', message: 'Cart not found.' })
}

export function cartEntryNotFound(entryNumber: string): OccError {
  return new OccError(400, { type: 'CartEntryError', reason: 'notFound', subject: entryNumber, subjectType: 'entry', message: 'Entry not found' })
}

/** 401 for a caller without a customer; a refresh cannot help. */
export function unauthorized(): OccError {
  return new OccError(401, { type: 'UnauthorizedError', message: 'Full authentication is required to access this resource' })
}

export function forbidden(): OccError {
  return new OccError(403, { type: 'ForbiddenError', message: 'Access is denied' })
}
