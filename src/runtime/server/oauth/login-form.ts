import { parseUrl } from '../../shared/parse-url'

/** The login form of the authorization server's page. */
export interface LoginForm {
  /** Where it is sent, absolute; the page's own address without one, `undefined` for what is no address. */
  action: URL | undefined
  /** Its hidden fields, the CSRF token among them. */
  hidden: Record<string, string>
}

/** A login page has a few; the limits bound the time that a hostile page can cost. */
const MAX_FORMS = 20
const MAX_FIELDS = 100

/**
 * Finds the form with a password field in a login page.
 *
 * @param html of SAP's page, or of a customer's own one.
 * @param page the page's address, to resolve the form's.
 */
export function findLoginForm(html: string, page: URL): LoginForm | undefined {
  const forms = html.split(/<form(?=[\s>])/i, MAX_FORMS + 1).slice(1)
  for (const form of forms) {
    const [content = ''] = form.split(/<\/form/i, 1)
    const inputs = content.split(/<input(?=[\s>])/i, MAX_FIELDS + 1).slice(1).map(tagOf)
    if (!inputs.some(input => typeOf(input) === 'password')) continue
    const hidden = inputs.filter(input => typeOf(input) === 'hidden').flatMap((input): [string, string][] => {
      const name = input.get('name')
      return name ? [[name, input.get('value') ?? '']] : []
    })
    return { action: parseUrl(tagOf(content).get('action') || page.href, page), hidden: Object.fromEntries(hidden) }
  }
  return undefined
}

/** Whether a page asks for anything at all. */
export function hasForm(html: string): boolean {
  return /<form[\s>]/i.test(html)
}

function typeOf(input: ReadonlyMap<string, string>): string | undefined {
  return input.get('type')?.trim().toLowerCase()
}

/** One attribute, or the tag's end. */
const ATTRIBUTE = /\s*(?:(>)|([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?|.)/sy

/** The attributes of a tag whose name was cut off. */
function tagOf(text: string): Map<string, string> {
  const attributes = new Map<string, string>()
  const scanner = new RegExp(ATTRIBUTE)
  for (let match = scanner.exec(text); match && match[1] === undefined && attributes.size < MAX_FIELDS; match = scanner.exec(text)) {
    const [, , name, double, single, bare] = match
    // The first one counts, as in browsers.
    if (name !== undefined && !attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? ''))
  }
  return attributes
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'', nbsp: '\u00A0' }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined
    if (code !== undefined) return code <= 0x10FFFF ? String.fromCodePoint(code) : whole
    return ENTITIES[name?.toLowerCase() ?? ''] ?? whole
  })
}
