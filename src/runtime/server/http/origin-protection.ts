import type { Answer } from '../platform/types'

/** Types that a browser may run as a page, alone or as a part of several. `text/xsl` is read as XML. */
const RUNS_AS_PAGE = /html|xml|xsl|svg|multipart/i

/** Forbids scripts, and gives the body an origin of its own. */
const SANDBOX = 'default-src \'none\'; sandbox'

/**
 * Keeps a browser from running a body that comes from SAP as a page of the
 * shop's origin: an attachment that a customer has uploaded may be HTML.
 *
 * @param answer of any of the routes that answer with what SAP sends; its headers are changed.
 */
export function protectOrigin(answer: Answer): Answer {
  const { headers } = answer
  headers['x-content-type-options'] = 'nosniff'
  // Search the whole value: of several types a browser uses the last one.
  if (RUNS_AS_PAGE.test(String(headers['content-type'] ?? ''))) headers['content-security-policy'] = SANDBOX
  return answer
}
