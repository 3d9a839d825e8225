import { arrow, box, picture, text } from './svg.ts'

/** docs/pictures/request.svg: a request's way through the module. */
export function requestPicture(): string {
  const steps: [string, ...string[]][] = [
    ['Request', 'page, own route,', 'operation, raw proxy'],
    ['Scope', 'may this request know', 'the visitor’s session?'],
    ['Handler', 'calls SAP,', 'returns an answer'],
    ['Finish', 'looks at the session', 'once more'],
    ['Response', 'cookies and', 'Cache-Control decided'],
  ]
  const boxes = steps.map((lines, index) => box(20 + index * 176, 30, 148, 78, lines, index === 0 || index === 4 ? 'box' : 'ours'))
  const arrows = steps.slice(1).map((_, index) => arrow(168 + index * 176, 69, 194 + index * 176, 69))
  const scopes: [string, string][] = [
    ['none', 'pages that are kept for everyone: the module’s cookies are removed before any code runs'],
    ['read', 'no cookie can reach the browser from here: the session is read and never renewed'],
    ['read and write', 'everything else: tokens are renewed, and the response carries the new cookies'],
  ]
  return picture('A request opens a scope, its handler calls SAP and returns an answer, and one place decides cookies and Cache-Control before it is sent', 900, 236, [
    ...boxes,
    ...arrows,
    ...scopes.flatMap(([name, meaning], index) => [text(24, 150 + index * 28, name, 'title'), text(164, 150 + index * 28, meaning)]),
  ])
}

/** docs/pictures/session.svg: what becomes of a session. */
export function sessionPicture(): string {
  return picture('A sign-in begins a session and a refresh renews it; only a sign-out, a refusal of the authorization server or its age ends it, and an outage does not', 900, 312, [
    box(24, 110, 150, 70, ['No session', 'a visitor']),
    box(300, 110, 210, 70, ['Session', 'pointer names it,', 'content has it, sealed'], 'ours'),
    box(716, 110, 160, 70, ['Ended', 'marked, for all tabs', 'and late responses'], 'bad'),
    arrow(174, 132, 300, 132),
    text(237, 124, 'sign-in', '', 'middle'),
    text(237, 158, 'writes the pointer', 'small', 'middle'),
    arrow(510, 145, 716, 145),
    text(613, 104, 'sign-out', '', 'middle'),
    text(613, 121, 'invalid_grant', '', 'middle'),
    text(613, 138, 'too old', '', 'middle'),
    '<path class="line" d="M350 110C350 40 460 40 460 104"/>',
    arrow(460, 98, 460, 110),
    text(405, 40, 'refresh: writes content only', '', 'middle'),
    '<path class="line" stroke-dasharray="5 4" d="M350 180C350 250 460 250 460 186"/>',
    arrow(460, 192, 460, 180),
    text(405, 256, 'outage, timeout, 429, 5xx: 503 to the caller, the session stays', '', 'middle'),
    '<path class="line" d="M796 180V276H99V192"/>',
    arrow(99, 192, 99, 180),
    text(448, 294, 'a late response brings nothing back', 'small', 'middle'),
  ])
}
