import { arrow, box, picture, text } from './svg.ts'

const COLUMNS = { components: 80, server: 332, occ: 540, authorization: 700 }
type Column = keyof typeof COLUMNS

type Step = [from: Column, to: Column, label: string, kind?: 'answer'] | { group: string, steps: number }

/** Twenty calls with an expired token, one refresh, and each call once more. */
const STEPS: readonly Step[] = [
  { group: 'twenty calls', steps: 4 },
  ['components', 'server', 'POST /api/sapcc/getUser'],
  ['server', 'occ', 'expired token'],
  ['occ', 'server', '401', 'answer'],
  ['server', 'components', '401, generation 3', 'answer'],
  { group: 'one refresh', steps: 4 },
  ['components', 'server', 'POST /api/sapcc/refreshUserToken'],
  ['server', 'authorization', 'refresh token, sent once'],
  ['authorization', 'server', 'new tokens', 'answer'],
  ['server', 'components', '200, new httpOnly cookie', 'answer'],
  { group: 'each call once more', steps: 4 },
  ['components', 'server', 'POST /api/sapcc/getUser'],
  ['server', 'occ', 'new token'],
  ['occ', 'server', '200', 'answer'],
  ['server', 'components', '200', 'answer'],
]

const STEP = 34

/** docs/pictures/refresh.svg */
export function refreshPicture(): string {
  const parts: string[] = []
  let y = 84
  for (const step of STEPS) {
    if ('group' in step) {
      parts.push(
        `<rect class="${step.group === 'one refresh' ? 'ours' : 'box'}" x="16" y="${y}" width="768" height="${step.steps * STEP + 30}" rx="6"/>`,
        text(28, y + 20, step.group, 'title'),
      )
      y += 44
      continue
    }
    const [from, to, label, kind] = step
    const [fromX, toX] = [COLUMNS[from], COLUMNS[to]]
    parts.push(text((fromX + toX) / 2, y - 1, label, kind === 'answer' ? 'small' : '', 'middle'), arrow(fromX, y + 6, toX, y + 6, kind === 'answer'))
    y += STEP
  }
  const height = y + 12
  const heads = ([['components', 'Components'], ['server', 'Shop’s server'], ['occ', 'OCC'], ['authorization', 'Auth. server']] as const)
    .map(([column, title]) => box(COLUMNS[column] - 60, 18, 120, 40, [title], column === 'server' ? 'ours' : 'box'))
  const lives = Object.values(COLUMNS).map(x => `<path class="life" d="M${x} 58V${height - 8}"/>`)
  // Groups lie below the lines, and these below the arrows.
  const groups = parts.filter(part => part.startsWith('<rect'))
  return picture('Twenty calls fail with 401, the server sends the refresh token once, and each call is repeated with the new token', 800, height, [...groups, ...lives, ...heads, ...parts.filter(part => !part.startsWith('<rect'))])
}
