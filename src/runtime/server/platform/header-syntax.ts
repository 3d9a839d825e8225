/** A valid name of a header (RFC 9110, section 5.1). */
export const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/

/** A value that can be written as a header in HTTP/1.1 (RFC 9110, section 5.5), and by Node. */
export const HEADER_VALUE = /^[\t\x20-\x7E\x80-\xFF]*$/
